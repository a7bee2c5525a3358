/* sign_in_flood.test.mjs -- 200 sign-ins at once: what they get, and that customers do not notice. It measures time, so
 * that tests/run runs it alone. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { Browser, noSecretIn, useStaff } from './lib/staff.mjs'
import { inParallel, soon } from './lib/wait.mjs'

const held = useStaff({ replicas: 2, BAKERY_LOG_LEVEL: 'debug' })

describe('200 sign-ins at once', () => {
  const residentKb = async (pid) => Number((await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmHWM:\s+(\d+)/)[1])
  let round = 0

  /* What they get, and how long customers waited for the product list meanwhile. */
  async function flood(bakery) {
    const waits = []
    let running = true

    round++
    const attempts = inParallel(200, 200, (i) =>
      new Browser(bakery, `203.0.113.${i}`).signIn({
        email: `flood${round}-${i}@example.com`,
        password: 'not the password at all'
      })
    )
    attempts.finally(() => (running = false))
    while (running) waits.push((await bakery.get('/api/products')).ms)
    const statuses = (await attempts).map(({ status }) => status)
    return { statuses, p99: waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] }
  }

  test('customers do not wait, memory stays, and those who find no room get 503', async () => {
    const { bakery } = held.shop

    await soon(
      'p99 of the product list',
      20,
      async () => {
        await held.shop.database.query('DELETE FROM sign_in_failures')
        const before = await residentKb(bakery.pid)
        const { statuses, p99 } = await flood(bakery)
        assert.ok((await residentKb(bakery.pid)) - before < 60 * 1024)
        const checked = statuses.filter((status) => status === 401).length
        if (checked < 34) return Infinity // on a busy machine, some wait for longer than their limit
        assert.equal(statuses.filter((status) => status === 503).length, 200 - checked)
        const { n } = await held.shop.database.one('SELECT count(*) AS n FROM sign_in_failures WHERE failures > 0')
        assert.equal(Number(n), 2 * checked, 'a 503 is no failure')
        return p99
      },
      { tries: 6 }
    )
    noSecretIn(held.shop)
  })
})
