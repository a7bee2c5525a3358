/* command.mjs -- `bakery staff` on the command line. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { command } from '../lib/bakery.mjs'
import { Browser, signedIn } from '../lib/staff.mjs'
import { waitFor } from '../lib/wait.mjs'
import { WRONG, held } from './held.mjs'

/* `bakery staff`, with a password on standard input. */
const staffCommand = (args, input) => command(['staff', ...args], { DATABASE_URL: held.shop.database.url }, { input })

describe('bakery staff, beside a running server', () => {
  const eve = { email: 'eve@example.com', password: 'a password of the terminal' }

  test('adds an account, which can sign in, and lists it', async () => {
    const add = ['add', eve.email, '--name', 'Eve', '--role', 'owner']
    const { code, stderr } = await staffCommand(add, `${eve.password}\n`)

    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /eve@|a password of/)
    assert.equal((await new Browser(held.shop.bakery).signIn(eve)).status, 204)
    assert.equal((await staffCommand(add, `${eve.password}\n`)).code, 1, 'again')
    const { stdout } = await staffCommand(['list'])
    assert.match(stdout, /^owner +active +Eve <eve@example\.com>$/m)
    const { entries } = (await held.owner.get('/api/staff/history')).json
    assert.ok(
      entries.some(({ who, what, subject }) => who === 'command line' && what === 'account_added' && subject === 'Eve')
    )
  })

  test('resets a password, which ends sessions and a limit of failures', async () => {
    const browser = await signedIn(held.shop.bakery, eve)
    const password = 'another one of the terminal'
    const thief = new Browser(held.shop.bakery, '192.0.2.80')

    for (let i = 0; i < 6; i++) await thief.signIn({ ...eve, password: WRONG })
    const { code, stderr } = await staffCommand(['reset', 'EVE@example.com'], `${password}\n`)
    assert.equal(code, 0, stderr)
    await waitFor('the session ends', async () => (await browser.status()) === 401)
    assert.equal((await new Browser(held.shop.bakery).signIn({ ...eve, password })).status, 204)
  })

  test('bad input is one line, and exit code 2', async () => {
    const rest = ['--name', 'X', '--role', 'owner']

    for (const [args, input] of [
      [[]],
      [['nonsense']],
      [['add']],
      [['add', 'x@example.com']],
      [['add', 'x', ...rest], 'a long enough password\n'],
      [['add', 'x@example.com', '--name', 'X', '--role', 'king'], 'a long enough password\n'],
      [['add', 'x@example.com', ...rest], 'too short\n'],
      [['add', 'x@example.com', ...rest], 'qwertyuiop\n'],
      [['add', 'x@example.com', ...rest], 'p'.repeat(600)],
      [['add', 'x@example.com', ...rest], ''],
      [['list', 'x@example.com']],
      [['list', '--no-such-setting=1']]
    ]) {
      const { code, stderr } = await staffCommand(args, input)
      assert.equal(code, 2, `${args.join(' ')}: ${stderr}`)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
    }
    const { code } = await staffCommand(['reset', 'nobody@example.com'], 'a long enough password\n')
    assert.equal(code, 1)
  })
})
