/* faults_redis.test.mjs -- the cache is gone, silent, or talks rubbish: customers get the list all the same, hardly
 * later, and never an old one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soon, waitFor } from './lib/wait.mjs'
import { BACK_WITHIN_MS } from './lib/bakery.mjs'
import { redis } from './lib/redis.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, redisUrl, service, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'

/* What a customer may wait longer because of the cache (its own limit is 40 ms), and what a sanitizer on a busy
 * machine adds. */
const LATER_MS = 50
const SLACK_MS = 100

async function shopBehindProxy(t, settings) {
  const proxy = await startProxy(addressOf(redisUrl))
  const shop = await openShop(t, { REDIS_URL: withAddress(redisUrl, proxy.port), ...settings })

  t.after(() => proxy.close())
  return { shop, proxy }
}

/* Asks for the list over 2.5 s, so that the process' own copy (1 s) ends at least twice. Gives the slowest. */
async function slowestList(shop) {
  const until = performance.now() + 2500
  let slowest = 0

  while (performance.now() < until) {
    const { status, json, ms } = await shop.get('/api/products')
    assert.equal(status, 200)
    assert.ok(json.length >= 14)
    slowest = Math.max(slowest, ms)
  }
  return slowest
}

/* A change is shown at once, whatever the cache does. */
async function changesAreSeen(shop) {
  for (const price of [1.11, 2.22]) {
    assert.equal((await shop.admin('PATCH', '/api/products/2', { json: { price } })).status, 200)
    assert.equal((await shop.get('/api/products')).json[1].price, price)
  }
}

async function holdsWithout(shop, what) {
  const usual = Math.min(await slowestList(shop), LATER_MS)

  await what()
  await soon('the slowest list comes', usual + LATER_MS + SLACK_MS, () => slowestList(shop), { tries: 4 })
  await changesAreSeen(shop)
  const { json } = await shop.post(shop.orderBody())
  assert.equal((await shop.ended(json.order_id)).status, 'completed')
}

test('down, and back', async (t) => {
  const shop = await openShop(t)

  await holdsWithout(shop, () => service('kill', 'redis'))
  await waitFor('/readyz names it', async () => (await shop.bakery.readiness()).dependencies.cache.status === 'down')
  assert.equal((await shop.get('/readyz')).status, 200, 'the shop sells on')
  assert.equal((await shop.bakery.readiness()).status, 'degraded')
  await service('start', 'redis')
  await shop.bakery.ready({ withinMs: BACK_WITHIN_MS })
  await waitFor('the list is in the cache again', async () => /:[1-9]/.test(await redis('DBSIZE')))
  await changesAreSeen(shop)
  await shop.check()
})

test('silent', async (t) => {
  const { shop, proxy } = await shopBehindProxy(t)

  await holdsWithout(shop, () => proxy.stall())
  await waitFor('/readyz names it', async () => (await shop.bakery.readiness()).dependencies.cache.status === 'down')
  proxy.pass()
  await shop.bakery.ready({ withinMs: BACK_WITHIN_MS })
  await changesAreSeen(shop)
  await shop.check()
})

test('refusing every connection', async (t) => {
  const { shop, proxy } = await shopBehindProxy(t)

  await holdsWithout(shop, () => proxy.refuse())
  proxy.pass()
  await shop.bakery.ready({ withinMs: BACK_WITHIN_MS })
  await shop.check()
})

for (const [what, rubbish] of Object.entries({
  'bytes that are no protocol': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'a reply without an end': Buffer.from('$1000000\r\nabc'),
  'a huge length': Buffer.from('*2147483647\r\n$2147483647\r\n'),
  'replies that nobody asked for': Buffer.from('+OK\r\n'.repeat(500)),
  'errors only': Buffer.from('-ERR unknown command\r\n'),
  'a deep nest': Buffer.from('*1\r\n'.repeat(64) + ':1\r\n')
}))
  test(`answering with garbage: ${what}`, async (t) => {
    const { shop, proxy } = await shopBehindProxy(t)

    proxy.answer(rubbish)
    for (let i = 0; i < 40; i++) {
      const { status, json } = await shop.get('/api/products')
      assert.equal(status, 200)
      assert.equal(json[0].name, 'Chocolate Croissant')
      if (i % 10 === 0) await changesAreSeen(shop)
    }
    proxy.pass()
    proxy.reset()
    await waitFor(
      'the cache is used again',
      async () => {
        await shop.get('/api/products') // what it refused before, only another try can tell
        return (await shop.bakery.readiness()).status === 'ready'
      },
      { withinMs: BACK_WITHIN_MS }
    )
    await changesAreSeen(shop)
    await shop.check()
  })

test('full of garbage: bad values are ignored', async (t) => {
  const shop = await openShop(t)
  const { text } = await shop.get('/api/products')
  const keys = async () => [...(await redis('KEYS', '*')).matchAll(/\$\d+\r\n(.+)\r\n/g)].map(([, key]) => key)
  const names = await waitFor('the list is stored', async () => {
    const found = await keys()
    return found.length > 0 && found
  })

  for (const poison of [
    (name) => redis('SET', name, 'rubbish'),
    (name) => redis('DEL', name).then(() => redis('LPUSH', name, 'rubbish')),
    (name) => redis('DEL', name).then(() => redis('HSET', name, 'version', '99999999999999999999', 'body', '<script>')),
    (name) => redis('SET', name, 'x'.repeat(5_000_000)),
    (name) => redis('DEL', name)
  ]) {
    for (const name of names) await poison(name)
    const until = performance.now() + 1300 // past the life of the process' own copy
    while (performance.now() < until) {
      const answer = await shop.get('/api/products')
      assert.equal(answer.status, 200)
      assert.equal(answer.text, text)
    }
  }
  assert.equal((await shop.bakery.get('/healthz')).status, 200)
  await shop.check()
})

test('does not show an old list after the cache returns', async (t) => {
  const { shop, proxy } = await shopBehindProxy(t)

  await shop.get('/api/products')
  await waitFor('the list is stored', async () => /:[1-9]/.test(await redis('DBSIZE')))
  proxy.refuse()
  await waitFor('it is down', async () => (await shop.bakery.readiness()).dependencies.cache.status === 'down')
  assert.equal((await shop.admin('PATCH', '/api/products/2', { json: { price: 7.77 } })).status, 200)
  await shop.bakery.kill() // with it the knowledge of the newer version; the cache still holds the older
  proxy.pass()
  const next = await shop.startReady()
  assert.equal((await next.get('/api/products')).json[1].price, 7.77)
  await shop.checkLater()
})
