/* events.test.mjs -- the live status of an order: everything is seen, once, soon, whatever goes away meanwhile. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { BACK_WITHIN_MS } from './lib/bakery.mjs'
import { openEvents, SEEN_WITHIN_MS } from './lib/events.mjs'
import { redis } from './lib/redis.mjs'
import { embedded, service } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { inParallel, sleep, soon, waitFor } from './lib/wait.mjs'
import { connect } from './lib/wire.mjs'

/* Without Redis each row is read again every 2 s. */
const DEAF_WITHIN_MS = 2500
/* A Redis that hangs is given up after a second. Were it not, a change would be seen after 30 s at most. */
const FOUND_OUT_WITHIN_MS = 6000
/* A payment that is still under way when somebody looks. */
const SLOW_MS = '1000'
const STREAMS = 5000
const STREAMS_BYTES_MAX = 100e6

async function place(shop, options) {
  return (await shop.post(shop.orderBody(), options)).json.order_id
}

/* When the database committed what an event shows. */
async function committedAt(shop, { order }) {
  const { at } = await shop.database.one(
    'SELECT at FROM order_events WHERE order_number = $1 AND status = $2 ORDER BY attempt DESC LIMIT 1',
    [await shop.numberOf(order.order_id), order.status]
  )
  return new Date(at).getTime()
}

async function seenAfterMs(shop, event) {
  return event.at - (await committedAt(shop, event))
}

async function placeAndFollow(shop, bakery, options) {
  const stream = await openEvents(bakery, await place(shop, options))

  await stream.sees('completed', { withinMs: 20_000 })
  return stream
}

/* How late the latest change of a new order was seen. The first event does not count: it is how the order was found. */
async function latestMs(shop, bakery, options) {
  const stream = await placeAndFollow(shop, bakery, options)

  stream.close()
  if (stream.events.length < 2) return Infinity // it was over before anybody looked
  return Math.max(...(await Promise.all(stream.events.slice(1).map((event) => seenAfterMs(shop, event)))))
}

/* Fails unless changes arrive in time at each replica, whoever made them. */
function allSeenWithin(shop, withinMs) {
  return soon('all changes are seen', withinMs, async () =>
    Math.max(...(await inParallel(8, 4, (i) => latestMs(shop, shop.pair[i % 2], { bakery: shop.pair[(i >> 1) % 2] }))))
  )
}

describe('the stream', () => {
  test('shows each status within a second of its commit, as GET shows the order', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: SLOW_MS })
    const id = await place(shop)
    const stream = await openEvents(shop.bakery, id)

    assert.equal(stream.status, 200)
    assert.equal(stream.headers['content-type'], 'text/event-stream')
    assert.equal(stream.headers['cache-control'], 'no-store')
    await stream.sees('completed')
    assert.equal(stream.retry, 2000)
    assert.ok(stream.text.startsWith('retry: 2000\n\nevent: order\nid: '), stream.text.slice(0, 60))
    assert.deepEqual(stream.statuses.slice(-2), ['processing', 'completed'])
    for (const { event, id } of stream.events) {
      assert.equal(event, 'order')
      assert.match(id, /^[0-9a-f]{16}$/)
    }
    assert.equal(stream.last.data, (await shop.get(`/api/orders/${id}`)).text)
    assert.doesNotMatch(stream.text, /@example/, 'the e-mail is never shown')
    assert.equal(stream.closed, false, 'it stays open for what the bakers do')
    stream.close()
    await soon('each status is seen', SEEN_WITHIN_MS, () => latestMs(shop, shop.bakery))
    await waitFor('the server lets them go', async () => (await shop.bakery.metric('bakery_http_streams')) === 0)
  })

  test('resumes after a cut without repeating or missing an event', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: SLOW_MS })
    const id = await place(shop)
    const first = await openEvents(shop.bakery, id)
    const seen = await first.sees('processing')

    first.close()
    const second = await openEvents(shop.bakery, id, { lastEventId: seen.id })
    await second.sees('completed')
    assert.deepEqual(second.statuses, ['completed'])
    second.close()

    const third = await openEvents(shop.bakery, id, { lastEventId: second.last.id })
    const fourth = await openEvents(shop.bakery, id, { lastEventId: seen.id })
    await waitFor('another gets what this one knows', () => fourth.events.length === 1)
    await waitFor('the stream is open', () => third.retry === 2000)
    assert.deepEqual([third.events, fourth.last.data], [[], second.last.data])
    for (const stream of [third, fourth]) stream.close()
  })

  test('cut at any moment, again and again, it still shows the end', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '150' })

    await inParallel(30, 10, async (i) => {
      const id = await place(shop)
      const statuses = []
      let lastEventId

      while (statuses.at(-1) !== 'completed') {
        const stream = await openEvents(shop.bakery, id, { lastEventId })
        await Promise.race([stream.sees('completed'), sleep(10 + i * 7)])
        stream.close()
        for (const event of stream.events) {
          assert.notEqual(event.id, lastEventId, 'sent twice')
          lastEventId = event.id
          statuses.push(event.order.status)
        }
      }
      const inOrder = ['pending', 'processing', 'completed'].filter((status) => statuses.includes(status))
      assert.deepEqual(statuses, inOrder)
    })
    await shop.check()
  })

  test('sends comments while there are no events', async (t) => {
    const shop = await openShop(t)
    const began = performance.now()
    const stream = await placeAndFollow(shop, shop.bakery)

    await waitFor('a heartbeat', () => stream.comments > 0, { withinMs: 20_000 })
    const ms = performance.now() - began
    assert.ok(ms > 14_000, `${ms} ms`)
    assert.equal(stream.closed, false)
    stream.close()
  })

  test('unknown orders are the same 404 as for GET, and too many 429', async (t) => {
    const shop = await openShop(t, { BAKERY_RATE_LIMIT: 'on' })

    for (const id of ['9007199254740991', 'abc', '0', '01', '1.5', '99999999999999999999']) {
      const [order, events] = [await shop.get(`/api/orders/${id}`), await shop.get(`/api/orders/${id}/events`)]
      assert.equal(events.status, 404)
      assert.equal(events.text, order.text)
    }
    await waitFor('it is limited', async () => (await shop.get('/api/orders/77/events')).status === 429, { everyMs: 1 })
    const { status, headers } = await shop.get('/api/orders/77')
    assert.equal(status, 429, 'both count as one')
    assert.match(headers['retry-after'], /^[1-9]/)
  })

  test('over the cap it is 503, and all else is served', async (t) => {
    const shop = await openShop(t, { BAKERY_MAX_STREAMS: '2' })
    const id = await place(shop)
    const streams = [await openEvents(shop.bakery, id), await openEvents(shop.bakery, id)]

    assert.equal((await shop.get(`/api/orders/${id}/events`)).status, 503)
    assert.equal((await shop.get(`/api/orders/${id}`)).status, 200)
    streams[0].close()
    await waitFor('there is room again', async () => {
      const again = await openEvents(shop.bakery, id)
      again.close()
      return again.status === 200
    })
    streams[1].close()
  })

  test('SIGTERM ends it at once, and another process shows the end', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '3000' })
    const { bakery } = shop
    const id = await place(shop)
    const stream = await openEvents(bakery, id)

    await stream.sees('processing')
    const stopped = shop.stop()
    await waitFor('the stream ends', () => stream.closed)
    assert.equal(bakery.end, undefined, 'the order under way is brought to its end after that')
    await stopped
    await shop.startReady()
    const next = await openEvents(shop.bakery, id, { lastEventId: stream.last.id })
    await next.sees('completed')
    next.close()
    await shop.check()
  })
})

test(`${STREAMS} open streams cost less than ${STREAMS_BYTES_MAX / 1e6} MB`, async (t) => {
  const shop = await openShop(t, {
    BAKERY_MAX_CONNECTIONS_PER_ADDRESS: '0',
    BAKERY_PAYMENT_DELAY_MS: SLOW_MS,
    /* What a sanitizer keeps of freed memory is not the streams'. */
    ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1`
  })
  const residentBytes = async () => {
    const status = await readFile(`/proc/${shop.bakery.pid}/status`, 'utf8')
    return Number(status.match(/^VmRSS:\s+(\d+) kB$/m)[1]) * 1024
  }
  const ids = await inParallel(250, 16, () => place(shop))

  await shop.settle()
  const before = await residentBytes()
  const wires = await inParallel(STREAMS, 64, async (i) => {
    const wire = await connect(shop.bakery.port)
    wire.write(`GET /api/orders/${ids[i % ids.length]}/events HTTP/1.1\r\nHost: shop\r\n\r\n`)
    return wire
  })
  await waitFor('all have the order', () => wires.every((wire) => wire.text.includes('\ndata: ')), {
    withinMs: 60_000,
    everyMs: 500
  })
  assert.equal(await shop.bakery.metric('bakery_http_streams'), STREAMS)
  const growth = (await residentBytes()) - before
  t.diagnostic(`${(growth / 1e6).toFixed(1)} MB`)
  assert.ok(growth < STREAMS_BYTES_MAX, `${growth} bytes`)

  await soon('a change is seen', SEEN_WITHIN_MS, () => latestMs(shop, shop.bakery))
  for (const wire of wires) wire.destroy()
  await waitFor('all are gone', async () => (await shop.bakery.metric('bakery_http_streams')) === 0)
})

/* A file is for one process, and has no servers that could go away. */
const describeServers = embedded ? () => {} : describe

describeServers('two replicas', () => {
  /* To speak and to hear there is a connection each, which come back on their own. */
  const hear = (shop) =>
    waitFor(
      'both hear each other',
      async () => {
        const ways = shop.pair.flatMap((one) => [one.metric('bakery_cache_up'), one.metric('bakery_cache_hears')])
        return (await Promise.all(ways)).every(Boolean)
      },
      { withinMs: BACK_WITHIN_MS }
    )

  test('each shows changes of the other within a second', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: SLOW_MS })

    await hear(shop)
    await allSeenWithin(shop, SEEN_WITHIN_MS)
    await shop.check()
  })

  test('without Redis within 2.5 s, and with it again within one', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: SLOW_MS })

    await hear(shop)
    await service('kill', 'redis')
    await allSeenWithin(shop, DEAF_WITHIN_MS)
    await service('start', 'redis')
    await hear(shop)
    await allSeenWithin(shop, SEEN_WITHIN_MS)
    await shop.check()
  })

  test('one that is stopped still announces its last changes', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '4000' })
    const [first] = shop.pair
    const id = await place(shop)

    await waitFor('it is being paid', async () => (await shop.order(id)).status === 'processing')
    await shop.startReady()
    await hear(shop)
    const stream = await openEvents(shop.pair[1], id)
    await stream.sees('processing')
    await first.stop() // with the end of the order
    const ms = await seenAfterMs(shop, await stream.sees('completed'))
    assert.ok(ms < SEEN_WITHIN_MS, `seen after ${ms} ms`)
    stream.close()
    await shop.check()
  })

  test('a hanging Redis is detected without requests', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '3000' })

    await hear(shop)
    const streams = await Promise.all(
      shop.pair.flatMap((bakery) => [place(shop), place(shop)].map(async (id) => openEvents(bakery, await id)))
    )
    await Promise.all(streams.map((stream) => stream.sees('processing')))
    await service('pause', 'redis')
    for (const stream of streams) {
      const ms = await seenAfterMs(shop, await stream.sees('completed'))
      assert.ok(ms < FOUND_OUT_WITHIN_MS, `seen after ${ms} ms`)
      stream.close()
    }
    await service('resume', 'redis')
    await hear(shop)
    await allSeenWithin(shop, SEEN_WITHIN_MS)
  })

  test('without Redis they show changes within 2.5 s', async (t) => {
    const shop = await openShop(t, { replicas: 2, REDIS_URL: undefined, BAKERY_PAYMENT_DELAY_MS: SLOW_MS })

    await allSeenWithin(shop, DEAF_WITHIN_MS)
  })

  test('streams stay open while the database is down', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '3000' })
    const ids = await inParallel(4, 4, () => place(shop))
    const streams = await Promise.all(ids.map((id, i) => openEvents(shop.pair[i % 2], id)))

    await Promise.all(streams.map((stream) => stream.sees('processing')))
    await service('kill', 'postgres')
    await waitFor('it is missed', async () => (await shop.bakery.readiness()).dependencies.database.status === 'down')
    assert.equal((await shop.get(`/api/orders/${ids[0]}/events`)).status, 503)
    await service('start', 'postgres')
    for (const stream of streams) {
      await stream.sees('completed', { withinMs: 40_000 })
      assert.equal(stream.closed, false)
      stream.close()
    }
    await shop.check()
  })
})

describeServers('a reader that stalls', () => {
  test('is dropped, and catches up after it reconnects', async (t) => {
    const shop = await openShop(t)
    const items = Array.from({ length: 14 }, (_, i) => ({ product_id: i + 1, quantity: 1 })) // a long event
    const { order_id: id } = (await shop.post(shop.orderBody(items))).json
    const number = await shop.numberOf(id)
    const session = await shop.database.session()
    const stalled = await connect(shop.bakery.port)
    const dropped = () => shop.bakery.metric('bakery_http_streams_dropped_total')

    await shop.ended(id)
    stalled.socket.pause()
    stalled.write(`GET /api/orders/${id}/events HTTP/1.1\r\nHost: shop\r\n\r\n`)
    await waitFor('it is open', async () => (await shop.bakery.metric('bakery_http_streams')) === 1)
    for (let i = 0; i < 5000 && (i % 50 !== 0 || (await dropped()) === 0); i++) {
      await session.query('UPDATE orders SET fulfilment = $2 WHERE number = $1', [number, i % 2 ? 'ready' : 'baking'])
      await redis('PUBLISH', 'bakery:notices:0', `0123456789abcdef ${number}`)
    }
    await session.end()
    assert.equal(await dropped(), 1)
    assert.equal(await shop.bakery.metric('bakery_http_streams'), 0)
    const again = await openEvents(shop.bakery, id)
    await waitFor('it catches up', () => again.events.length === 1)
    assert.equal(again.last.data, (await shop.get(`/api/orders/${id}`)).text)
    again.close()
    stalled.destroy()
  })
})
