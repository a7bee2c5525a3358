/* compose.test.mjs -- compose.yaml: the four containers, their restrictions, and the effects of their failures. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { request } from '../system/lib/http.mjs'
import { sleep, waitFor } from '../system/lib/wait.mjs'
import { Compose, docker, secrets } from './lib/docker.mjs'
import { Customers, checkOrders, orderBody, orderEnded } from './lib/orders.mjs'

const SHOP = 80
const API = 5000
const QUEUE = 15672
const READY_WITHIN_S = 60
const SERVERS = ['bakery', 'postgres', 'rabbitmq', 'redis']

const MEGABYTE = 1 << 20
const LIMITS = {
  bakery: { memory: 512 * MEGABYTE, cpus: 1, pids: 64 },
  secrets: { memory: 32 * MEGABYTE, cpus: 0.5, pids: 16 },
  postgres: { memory: 512 * MEGABYTE, cpus: 1, pids: 256 },
  redis: { memory: 128 * MEGABYTE, cpus: 0.5, pids: 64 },
  rabbitmq: { memory: 512 * MEGABYTE, cpus: 1, pids: 1024 }
}

const serviceOf = ({ Config }) => Config.Labels['com.docker.compose.service']

test('without .env nothing starts, and one line says how to fix it', async () => {
  const args = ['compose', '--project-name', 'bakery-test', '--env-file', '/dev/null', 'up', '--detach']
  const { code, stderr } = await docker(args, { anyCode: true })

  assert.notEqual(code, 0)
  assert.match(stderr, /set \w+ in \.env as \.env\.example shows/)
  assert.equal(
    (await docker(['ps', '--all', '--quiet', '--filter', 'label=com.docker.compose.project=bakery-test'])).stdout,
    ''
  )
})

describe('docker compose up', { concurrency: false }, () => {
  const settings = secrets()
  const compose = new Compose(settings)

  after(() => compose.down())

  test(`is healthy within ${READY_WITHIN_S} s`, async (t) => {
    const seconds = await compose.up()

    t.diagnostic(`healthy after ${seconds.toFixed(1)} s`)
    assert.ok(seconds < READY_WITHIN_S, `${seconds} s`)
    assert.equal((await request(SHOP, 'GET', '/readyz')).json.status, 'ready')
  })

  for (const port of [SHOP, API]) {
    test(`the tour with curl works on port ${port}`, async () => {
      const { json: croissant } = await request(port, 'GET', '/api/products/1')
      assert.deepEqual([croissant.name, croissant.price], ['Chocolate Croissant', 3.5])
      const { status, json } = await request(port, 'POST', '/api/orders', { json: orderBody('John Smith') })
      assert.equal(status, 201)
      const order = await orderEnded(port, json.order_id)
      assert.deepEqual([order.status, order.total_amount], ['completed', 9.75])
    })
  }

  test('serves the pages of the shop and of RabbitMQ', async () => {
    assert.match((await request(SHOP, 'GET', '/')).headers['content-type'], /^text\/html/)
    assert.equal((await request(QUEUE, 'GET', '/')).status, 200)
    const basic = Buffer.from(`bakery:${settings.RABBITMQ_PASSWORD}`).toString('base64')
    const { json } = await request(QUEUE, 'GET', '/api/queues', { headers: { authorization: `Basic ${basic}` } })
    assert.ok(json.some(({ name }) => name === 'orders'))
  })

  test('staff can change products with the token of .env', async () => {
    const edit = {
      headers: {
        authorization: `Bearer ${settings.BAKERY_ADMIN_TOKEN}`,
        'content-type': 'application/merge-patch+json'
      },
      body: '{"stock":5}'
    }

    assert.equal((await request(SHOP, 'PATCH', '/api/products/2', edit)).json.stock, 5)
  })

  test('each container has limits, cannot gain privileges, and restarts after a crash', async () => {
    for (const container of await compose.containers()) {
      const { Memory, NanoCpus, PidsLimit, RestartPolicy, SecurityOpt } = container.HostConfig
      const service = serviceOf(container)

      assert.deepEqual({ memory: Memory, cpus: NanoCpus / 1e9, pids: PidsLimit }, LIMITS[service], service)
      assert.deepEqual(SecurityOpt, ['no-new-privileges:true'], service)
      assert.equal(RestartPolicy.Name, service === 'secrets' ? 'no' : 'unless-stopped', service)
    }
  })

  test('the bakery has no capabilities and a read-only root', async () => {
    const [{ HostConfig, Config, Mounts }] = await compose.containers('bakery')

    assert.equal(Config.User, '10001:10001')
    assert.equal(HostConfig.ReadonlyRootfs, true)
    assert.deepEqual(HostConfig.CapDrop, ['ALL'])
    assert.ok(Mounts.every(({ RW, Destination }) => !RW || Destination === '/data'))
  })

  test('publishes no port of PostgreSQL or Redis', async () => {
    for (const container of await compose.containers('postgres', 'redis'))
      assert.deepEqual(Object.values(container.NetworkSettings.Ports).filter(Boolean), [])
  })

  test('docker inspect, the logs and the image contain no password', async () => {
    const { stdout: history } = await docker(['history', '--no-trunc', 'bakery-test'])
    const { stdout: logs, stderr } = await compose.run(['logs'])
    const inspected = JSON.stringify(await compose.containers())

    for (const [name, value] of Object.entries(settings))
      assert.ok(![history, logs, stderr, inspected].some((text) => text.includes(value)), name)
  })

  test('the bakery stops within its grace period, with exit status 0', async () => {
    await compose.run(['stop', 'bakery'])
    assert.equal((await compose.containers('bakery'))[0].State.ExitCode, 0)
  })
})

describe('under load', { concurrency: false }, () => {
  const compose = new Compose(secrets(), ['tests/containers/load.yaml'])
  let customers

  before(async () => {
    await compose.up()
    customers = new Customers(SHOP)
  })
  after(async () => {
    await customers?.stop().catch(() => {})
    await compose.down()
  })

  for (const service of SERVERS) {
    test(`no accepted order is lost when ${service} stops and starts again`, async (t) => {
      const accepted = () => customers.promises.length
      const before = accepted()

      await waitFor('customers order', () => accepted() > before + 10)
      await compose.run(['stop', service])
      const whenStopped = accepted()
      await sleep(3000)
      t.diagnostic(`accepted during the outage: ${accepted() - whenStopped}`)
      if (service === 'redis' || service === 'rabbitmq')
        assert.ok(accepted() > whenStopped, 'the shop still accepts orders')
      await compose.run(['start', service])
      const whenBack = accepted()
      await waitFor('customers order again', () => accepted() > whenBack + 10, { withinMs: 60_000 })
      await waitFor('all is well', async () => (await request(SHOP, 'GET', '/readyz')).json.status === 'ready', {
        withinMs: 60_000,
        everyMs: 250
      })
    })
  }

  test('finally every accepted order exists, has ended, and is paid for once', async (t) => {
    await customers.stop()
    t.diagnostic(`${customers.promises.length} orders accepted, ${customers.refusals} refusals`)
    await checkOrders(compose, customers)
  })
})
