/* shop.mjs -- a whole shop for one test: a database of its own, empty queues and cache, and any number of replicas.
 * Where it stands on a file (BAKERY_TEST_DRIVERS=embedded) there is one process at a time.
 *
 * It writes down what every client was told, and close() holds the database against it (invariants.mjs). */
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { Bakery } from './bakery.mjs'
import { emptyQueues } from './broker.mjs'
import { createDatabase } from './database.mjs'
import { checkInvariants } from './invariants.mjs'
import { orderIdsOf } from './order_ids.mjs'
import { redis } from './redis.mjs'
import { amqpUrl, embedded, redisUrl, restore } from './services.mjs'
import { createFile } from './sqlite.mjs'
import { waitFor } from './wait.mjs'

const TERMINAL = ['completed', 'failed', 'cancelled']

export class Shop {
  constructor(database, settings) {
    this.database = database
    this.settings = { DATABASE_URL: database.url, REDIS_URL: redisUrl, AMQP_URL: amqpUrl, ...settings }
    this.replicas = []
    this.promises = []
    this.keyedNames = new Set()
    this.guests = 0
  }

  /* Another process of the same shop. */
  start(settings = {}, wrapper = []) {
    return this.launch(settings, wrapper).listening()
  }

  /* The same, without waiting for anything. */
  launch(settings = {}, wrapper = []) {
    const bakery = new Bakery({ ...this.settings, ...settings }, wrapper)

    this.replicas.push(bakery)
    return bakery
  }

  async startReady(settings) {
    return (await this.start(settings)).ready()
  }

  /* Another process, for as long as `work` takes. A file is for one: there it takes the place of the one that runs. */
  async meanwhile(settings, work) {
    if (embedded) await this.stop()
    const bakery = await this.startReady(settings)

    try {
      await work(bakery)
    } finally {
      this.replicas.splice(this.replicas.indexOf(bakery), 1)
      await bakery.stop()
      if (embedded) await this.startReady()
    }
  }

  /* Two processes of the shop; on a file twice the same. */
  get pair() {
    const [here, there] = this.replicas.filter((replica) => !replica.end)

    return [here, there ?? here]
  }

  get bakery() {
    return this.replicas.find((replica) => !replica.end)
  }

  get(path, options) {
    return this.bakery.get(path, options)
  }

  admin(method, path, options) {
    return this.bakery.admin(method, path, options)
  }

  /* Changes some of the shop's settings for as long as `work` takes. */
  async withSettings(more, work) {
    const path = '/api/staff/settings'
    const { json: before } = await this.admin('GET', path)
    const put = async (json) => {
      const { status, text } = await this.admin('PUT', path, { json })
      if (status !== 200) throw new Error(text)
    }

    await put({ ...before, ...more })
    try {
      return await work()
    } finally {
      await put(before)
    }
  }

  /* An order nobody else makes: its name is its own. */
  orderBody(items = [{ product_id: 1, quantity: 1 }], more = {}) {
    const guest = ++this.guests

    return { customer_name: `Guest ${guest}`, customer_email: `guest${guest}@example.com`, items, ...more }
  }

  /* Posts an order and remembers what was promised. `key`: an Idempotency-Key. */
  async post(body, { key, bakery = this.bakery, headers = {}, ...options } = {}) {
    if (key) this.keyedNames.add(body.customer_name)
    const response = await bakery.request('POST', '/api/orders', {
      json: body,
      headers: { ...headers, ...(key ? { 'idempotency-key': key } : {}) },
      ...options
    })

    if (response.status === 201) this.promise(response.json.order_id, body)
    return response
  }

  promise(order_id, body) {
    const told = this.promises.find((promise) => promise.order_id === order_id)

    if (!told) this.promises.push({ order_id, name: body.customer_name.trim(), items: body.items })
  }

  /* As a careful client does it: the same key until an answer is final. Gives the answer, and how often it asked. */
  async postUntilPlaced(body = this.orderBody(), { key = randomUUID(), withinMs = 30_000, ...options } = {}) {
    let attempts = 0
    const response = await waitFor(
      'an order is placed',
      async () => {
        attempts++
        const answer = await this.post(body, { key, ...options })
        if (answer.status === 503 || answer.status === 409) throw new Error(answer.text)
        return answer
      },
      { withinMs, everyMs: 50 }
    )

    return { ...response, attempts, key }
  }

  async order(id) {
    return (await this.get(`/api/orders/${id}`)).json
  }

  /* By which the database knows the order. */
  async numberOf(id) {
    return (await orderIdsOf(this.database)).numberOf(id)
  }

  /* Waits for the end of an order, as a customer does: by asking. */
  async ended(id, { withinMs = 30_000 } = {}) {
    return waitFor(
      `order ${id} ends`,
      async () => {
        const order = await this.order(id)
        return TERMINAL.includes(order.status) ? order : false
      },
      { withinMs }
    )
  }

  /* Waits until nothing is under way. */
  async settle({ withinMs = 60_000 } = {}) {
    await waitFor(
      'every order has ended and the outbox is empty',
      async () => {
        const { open, waiting } = await this.database.one(
          `SELECT (SELECT count(*) FROM orders WHERE status IN ('pending', 'processing')) AS open,
                  (SELECT count(*) FROM outbox) AS waiting`
        )
        if (open + waiting > 0) throw new Error(`${open} orders open, ${waiting} rows in the outbox`)
        return true
      },
      { withinMs, everyMs: 100 }
    )
  }

  /* Makes the database believe that `seconds` have passed: leases and the sweeper's patience end sooner. */
  passTime(seconds) {
    return this.database.passTime(seconds)
  }

  /* After a fault: everything ends, and every invariant holds. */
  async check(options) {
    await this.settle(options)
    await checkInvariants(this.database, this.promises, [...this.keyedNames], true)
  }

  /* The same, where something was cut off in the middle: its lease and the sweeper's patience, half a minute each, are
   * taken from the database's clock instead of from ours. */
  async checkLater() {
    await waitFor(
      'every order has ended',
      async () => {
        await this.passTime(35)
        await this.settle({ withinMs: 800 })
        return true
      },
      { withinMs: 60_000, everyMs: 200 }
    )
    await this.check()
  }

  async stop(options) {
    const replicas = this.replicas.splice(0)
    const crashed = replicas.filter(({ end }) => end?.signal === 'SIGKILL')

    for (const replica of crashed) replica.noReport()
    const stops = replicas.filter((replica) => !crashed.includes(replica)).map((replica) => replica.stop(options))
    for (const { status, reason } of await Promise.allSettled(stops)) if (status === 'rejected') throw reason
  }

  async close() {
    try {
      await restore()
      await this.stop()
    } finally {
      await this.database.drop()
    }
  }
}

/* `replicas` processes, ready, on the database that is given or on one of their own. It is closed after the test `t`,
 * also when that fails. */
export async function openShop(t, { replicas = 1, database, ...settings } = {}) {
  const count = embedded ? Math.min(replicas, 1) : replicas

  if (!embedded) {
    await emptyQueues()
    await redis('FLUSHALL')
  }
  const shop = new Shop(await (database ?? (embedded ? createFile() : createDatabase())), settings)

  t.after(() => shop.close())
  for (let i = 0; i < count; i++) await shop.startReady()
  return shop
}

/* One shop for all tests of a file: `held.shop`. `prepare` may add to what is held. In the end every invariant must hold. */
export function useShop(settings, prepare = () => {}) {
  const held = {}

  before(async () => {
    held.shop = await openShop({ after: (close) => (held.close = close) }, settings)
    await prepare(held)
  })
  after(async () => {
    try {
      await held.shop?.checkLater() // tests stop replicas, whose leases stay
    } finally {
      await held.close?.()
    }
  })
  return held
}
