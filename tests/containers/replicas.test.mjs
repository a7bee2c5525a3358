/* replicas.test.mjs -- the profile `replicas`: three bakery containers behind a proxy act as one shop. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { request } from '../system/lib/http.mjs'
import { inParallel, soon, waitFor } from '../system/lib/wait.mjs'
import { Compose, root, secrets } from './lib/docker.mjs'
import { checkOrders, orderBody } from './lib/orders.mjs'

const PROXY = 80
const ORDERS = 45 // from one address: below the limits of three processes
const FRESH_MS = 1000
const SLACK_MS = 500 // for requests on a busy machine

/* The lines of .env.example that a user uncomments for replicas. */
function profileSettings() {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n')
  const first = lines.findIndex((line) => line.startsWith('# COMPOSE_PROFILES='))

  return Object.fromEntries(lines.slice(first, first + 3).map((line) => line.slice(2).split('=')))
}

describe('three replicas', { concurrency: false }, () => {
  const settings = { ...secrets(), ...profileSettings() }
  const compose = new Compose(settings)
  let ports

  async function metric(port, name) {
    const { text } = await request(port, 'GET', '/metrics')

    return Number(text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1])
  }

  const metrics = (name) => Promise.all(ports.map((port) => metric(port, name)))

  before(async () => {
    await compose.up('--scale', 'bakery=3')
    const containers = await compose.containers('bakery')
    ports = containers.map(({ NetworkSettings }) => Number(NetworkSettings.Ports['8080/tcp'][0].HostPort))
    for (const { NetworkSettings } of containers)
      for (const { HostIp } of NetworkSettings.Ports['8080/tcp']) assert.equal(HostIp, '127.0.0.1')
  })
  after(() => compose.down())

  test('share the load', async () => {
    const before = await metrics('bakery_http_requests_total')

    assert.equal(ports.length, 3)
    for (let i = 0; i < 90; i++) assert.equal((await request(i % 2 ? 5000 : PROXY, 'GET', '/api/products')).status, 200)
    const taken = (await metrics('bakery_http_requests_total')).map((count, i) => count - before[i])
    for (const share of taken) assert.ok(share > 10, `${taken}`)
  })

  test('process each order once, whichever replica accepted it', async () => {
    const names = Array.from({ length: ORDERS }, (_, i) => `Guest ${i}`)
    const items = [{ product_id: 1, quantity: 1 }]
    const answers = await inParallel(ORDERS, 5, (i) =>
      request(PROXY, 'POST', '/api/orders', { json: orderBody(names[i], items) })
    )

    for (const { status, text } of answers) assert.equal(status, 201, text)
    const promises = answers.map(({ json }, i) => ({ order_id: json.order_id, name: names[i], items }))
    await checkOrders(compose, { promises, names })
    const sum = (counts) => counts.reduce((total, count) => total + count, 0)
    assert.equal(sum(await metrics('bakery_orders_placed_total')), ORDERS)
    const completed = await metrics('bakery_orders_completed_total')
    assert.equal(sum(completed), ORDERS)
    assert.ok(completed.filter((count) => count > 0).length > 1, `${completed}`)
  })

  test('show an edit everywhere within a second', async (t) => {
    const headers = {
      authorization: `Bearer ${settings.BAKERY_ADMIN_TOKEN}`,
      'content-type': 'application/merge-patch+json'
    }
    const price = async (port) => (await request(port, 'GET', '/api/products')).json.find(({ id }) => id === 4).price

    let wanted = 7
    const edit = async () => {
      wanted = Math.round(10 * wanted + 1) / 10
      await Promise.all(ports.map(price)) // fills the copy of each replica
      const { status } = await request(PROXY, 'PATCH', '/api/products/4', {
        headers,
        body: JSON.stringify({ price: wanted })
      })
      const written = performance.now()

      assert.equal(status, 200)
      const after = await Promise.all(
        ports.map(async (port) => {
          await waitFor(`port ${port} shows ${wanted}`, async () => (await price(port)) === wanted, { everyMs: 10 })
          return performance.now() - written
        })
      )
      t.diagnostic(`seen after ${after.map((ms) => ms.toFixed(0)).join(', ')} ms`)
      return Math.max(...after)
    }
    await soon('an edit is seen', FRESH_MS + SLACK_MS, async () => Math.max(await edit(), await edit(), await edit()))
  })

  test('trust only the proxy about the address of a client', async () => {
    const spoofed = (i) => ({ headers: { 'x-forwarded-for': `192.0.2.${i}` } })
    const statuses = await inParallel(
      90,
      3,
      async (i) => (await request(PROXY, 'GET', '/api/orders/1', spoofed(i))).status
    )

    assert.ok(statuses.includes(404))
    assert.ok(statuses.includes(429), 'other addresses in X-Forwarded-For bypassed the limit')
  })

  test('can start and stop while the proxy serves', async () => {
    await compose.up('--scale', 'bakery=1', '--no-recreate')
    await waitFor('one is left', async () => (await compose.containers('bakery')).length === 1)
    for (let i = 0; i < 20; i++) assert.equal((await request(PROXY, 'GET', '/api/products')).status, 200)
  })
})
