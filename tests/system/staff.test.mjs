/* staff.test.mjs -- the bakery's people: signing in, roles, links, sessions that end everywhere, and what is refused.
 * The tests are in staff/, a file for each subject. They run in one process and on one shop, so that what they leave in
 * the log and which answers they got is checked here, at the end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promised, seen } from './lib/contract.mjs'
import { embedded } from './lib/services.mjs'
import { noSecretIn } from './lib/staff.mjs'
import { held } from './staff/held.mjs'
import './staff/sign_in.mjs'
import './staff/limits.mjs'
import './staff/forgery.mjs'
import './staff/roles.mjs'
import './staff/accounts.mjs'
import './staff/history.mjs'
import './staff/command.mjs'
import './staff/sessions.mjs'

test('no secret and no e-mail is in the log', () => noSecretIn(held.shop))

/* On a file there is no outage to give the rest. */
test('every answer that is documented was given', () => {
  const missing = promised('staff').filter((one) => !seen.has(one) && !(embedded ? / 50[34]$/ : / 504$/).test(one))

  assert.deepEqual(missing, [])
})
