/* process.test.mjs -- the program as an operator meets it: commands, settings, logs, a start without dependencies, and
 * its end. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { adminToken, BACK_WITHIN_MS, command } from './lib/bakery.mjs'
import { createDatabase } from './lib/database.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, amqpUrl, databaseUrl, redisUrl, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { sleep, waitFor } from './lib/wait.mjs'
import { connect } from './lib/wire.mjs'

const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, AMQP_URL: amqpUrl }
const passwords = [databaseUrl, redisUrl, amqpUrl].map((url) => new URL(url).password)

describe('the command line', () => {
  test('version and help', async () => {
    for (const args of [['version'], ['--version']])
      assert.match((await command(args)).stdout, /^bakery \d+\.\d+\.\d+\n$/)
    for (const args of [['help'], ['--help']]) {
      const { code, stdout } = await command(args)
      assert.equal(code, 0)
      for (const name of [
        'serve',
        'migrate',
        'check',
        'DATABASE_URL',
        'BAKERY_LISTEN',
        'BAKERY_DRAIN_MS',
        '--payment-delay-ms'
      ])
        assert.ok(stdout.includes(name), name)
    }
  })

  test('a bad setting is one line that names it, and exit code 2', async () => {
    const bad = [
      ['BAKERY_LISTEN', 'nowhere'],
      ['BAKERY_LISTEN', '127.0.0.1:99999'],
      ['DATABASE_URL', 'mysql://x'],
      ['DATABASE_URL', ''],
      ['REDIS_URL', 'http://x'],
      ['AMQP_URL', 'http://x'],
      ['BAKERY_ADMIN_TOKEN', 'short'],
      ['BAKERY_OWNER_EMAIL', 'owner@example.com'],
      ['BAKERY_OWNER_PASSWORD', 'a password without an e-mail'],
      ['BAKERY_PAYMENT_DELAY_MS', '-1'],
      ['BAKERY_PAYMENT_DELAY_MS', '1s'],
      ['BAKERY_PAYMENT_DECLINE', '2'],
      ['BAKERY_SEED', 'all'],
      ['BAKERY_LOG_LEVEL', 'loud'],
      ['BAKERY_LOG_FORMAT', 'xml'],
      ['BAKERY_RATE_LIMIT', 'maybe'],
      ['BAKERY_TRUSTED_PROXIES', '10.0.0.0/33'],
      ['BAKERY_TRUSTED_PROXIES', 'localhost'],
      ['BAKERY_REQUEST_TIMEOUT_MS', '0'],
      ['BAKERY_DB_CONNECTIONS', '0'],
      ['BAKERY_PREFETCH', '0']
    ]
    for (const [name, value] of bad) {
      const { code, stderr } = await command(['serve'], { ...urls, [name]: value })
      assert.equal(code, 2, `${name}=${value}: ${stderr}`)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
    }
    for (const args of [['bake'], ['serve', '--no-such-thing', '1'], ['serve', '--listen'], ['serve', 'extra']]) {
      const { code, stderr } = await command(args, urls)
      assert.equal(code, 2, args.join(' '))
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
    }
  })

  test('an address that is in use', async (t) => {
    const shop = await openShop(t)
    const { code, stderr } = await command(['serve'], { ...urls, BAKERY_LISTEN: `127.0.0.1:${shop.bakery.port}` })

    assert.notEqual(code, 0)
    assert.match(stderr, /in use/)
  })

  test('a flag wins over the environment; a secret may come from a file', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'bakery-'))
    const file = join(folder, 'token')

    t.after(() => rm(folder, { recursive: true }))
    await writeFile(file, `${adminToken}\n`)
    const shop = await openShop(t, { BAKERY_ADMIN_TOKEN: undefined, BAKERY_ADMIN_TOKEN_FILE: file })
    assert.equal((await shop.admin('PATCH', '/api/products/1', { json: {} })).status, 200)
    const { code, stderr } = await command(['serve', '--payment-delay-ms', 'x'], {
      ...urls,
      BAKERY_PAYMENT_DELAY_MS: '1'
    })
    assert.deepEqual([code, /PAYMENT_DELAY_MS/.test(stderr)], [2, true])
    const both = await command(['serve'], { ...urls, BAKERY_ADMIN_TOKEN_FILE: file })
    assert.equal(both.code, 2)
  })

  test('migrate creates the schema and can run again; check reports what is up', async (t) => {
    const database = await createDatabase()
    t.after(() => database.drop())
    const settings = { ...urls, DATABASE_URL: database.url }

    for (let i = 0; i < 2; i++) {
      const { code, stderr } = await command(['migrate'], settings)
      assert.equal(code, 0, stderr)
    }
    assert.equal((await database.one('SELECT count(*) AS rows FROM catalog')).rows, 1)
    const up = await command(['check'], settings)
    assert.equal(up.code, 0, up.stdout + up.stderr)
    for (const name of ['database', 'cache', 'queue']) assert.match(up.stdout, new RegExp(`^${name} +up$`, 'm'))
    const refusing = await startProxy({ host: '127.0.0.1', port: 1 })
    refusing.refuse()
    const dependencies = { database: 'DATABASE_URL', cache: 'REDIS_URL', queue: 'AMQP_URL' }
    await Promise.all(
      Object.entries(dependencies).map(async ([name, setting]) => {
        const one = { ...settings, [setting]: withAddress(settings[setting], refusing.port) }
        const { code, stdout, stderr } = await command(['check'], one)
        assert.equal(code, 1, name)
        assert.match(stdout, new RegExp(`^${name} +down: .+$`, 'm'))
        for (const password of passwords)
          assert.ok(!(stdout + stderr).includes(password), `a password is shown: ${name}`)
      })
    )
    await refusing.close()
  })

  test('a wrong password is reported without showing it', async () => {
    const wrong = new URL(databaseUrl)
    wrong.password = 'not-the-password'
    const { code, stdout, stderr } = await command(['check'], { ...urls, DATABASE_URL: wrong.href })

    assert.equal(code, 1)
    assert.match(stdout, /^database +down: .*(password|authentication)/m)
    assert.ok(!(stdout + stderr).includes('not-the-password'))
    const migrate = await command(['migrate'], { ...urls, DATABASE_URL: wrong.href })
    assert.notEqual(migrate.code, 0)
  })
})

describe('the log', () => {
  test('is one line an event, in either format, without names, e-mails, tokens or passwords', async (t) => {
    for (const BAKERY_LOG_FORMAT of ['json', 'logfmt']) {
      const shop = await openShop(t, { BAKERY_LOG_LEVEL: 'debug', BAKERY_LOG_FORMAT, BAKERY_MISTYPED: 'yes' })
      const body = shop.orderBody(undefined, {
        customer_name: 'Secret Name',
        customer_email: 'secret.mail@example.com',
        payment: { token: 'tok_secret' }
      })
      const { json } = await shop.post(body, { key: 'secret-key' })
      await shop.ended(json.order_id)
      await shop.admin('PATCH', '/api/products/1', { json: {} })
      await shop.get('/no%0Asuch%0Dpath%22', { contract: false, headers: { 'user-agent': 'x"y' } })
      const { bakery } = shop
      await shop.stop()
      const { log } = bakery
      for (const line of log.trim().split('\n')) {
        if (BAKERY_LOG_FORMAT === 'json') assert.ok(JSON.parse(line).msg, line)
        else
          assert.match(
            line,
            /^ts=\S+ level=(debug|info|warn|error) msg=("(\\.|[^"\\])*"|\S+)( [a-z_]+=("(\\.|[^"\\])*"|[^\s"]*))*$/
          )
      }
      for (const secret of ['Secret Name', 'secret.mail', 'tok_secret', 'secret-key', adminToken, ...passwords])
        assert.ok(!log.includes(secret), `${secret} is in the log`)
      assert.match(log, /\/api\/orders/)
    }
  })
})

describe('the start', () => {
  test('without any dependency: alive, not ready; ready by itself when they come', async (t) => {
    const shop = await openShop(t, { replicas: 0 })
    const proxies = []

    for (const [name, url] of [
      ['DATABASE_URL', shop.database.url],
      ['REDIS_URL', redisUrl],
      ['AMQP_URL', amqpUrl]
    ]) {
      const proxy = await startProxy(addressOf(url))
      t.after(() => proxy.close())
      proxy.refuse()
      proxies.push(proxy)
      shop.settings[name] = withAddress(url, proxy.port)
    }
    const bakery = await shop.start()
    assert.equal((await bakery.get('/healthz')).status, 200)
    const { status, dependencies } = await bakery.readiness()
    assert.equal(status, 'unavailable')
    for (const [name, dependency] of Object.entries(dependencies)) {
      assert.equal(dependency.status, 'down', name)
      assert.ok(dependency.detail, name)
    }
    assert.equal((await shop.post(shop.orderBody())).status, 503)
    for (const path of ['/api/orders/4711', '/api/orders/4711/events', '/api/orders/no-id'])
      assert.equal((await bakery.get(path)).status, path.includes('no-id') ? 404 : 503, path)
    for (const path of ['/basket', '/orders', '/orders/4711', '/api/openapi.json'])
      assert.equal((await bakery.get(path)).status, 200, path)
    await sleep(3000) // long enough for the backoff to be at its longest
    for (const proxy of proxies) proxy.pass()
    await bakery.ready({ withinMs: BACK_WITHIN_MS })
    const { json } = await shop.post(shop.orderBody())
    assert.equal((await shop.ended(json.order_id)).status, 'completed')
    await shop.check()
  })

  test('of three replicas at once on an empty database: one schema, one catalogue', async (t) => {
    const shop = await openShop(t, { replicas: 0 })

    await Promise.all([1, 2, 3].map(() => shop.startReady()))
    const lists = await Promise.all(shop.replicas.map(async (replica) => (await replica.get('/api/products')).text))
    assert.equal(new Set(lists).size, 1)
    assert.equal(JSON.parse(lists[0]).filter(({ id }) => id === 1).length, 1)
    await shop.check()
  })

  test('with BAKERY_SEED=none the product list is empty', async (t) => {
    const shop = await openShop(t, { BAKERY_SEED: 'none' })
    const { json } = await shop.get('/api/products')

    assert.deepEqual(json, [])
    assert.equal((await shop.post(shop.orderBody())).status, 422)
  })
})

describe('the end', () => {
  /* Of a drain that waits it would be 10 s; a sanitizer's look for leaks takes some of it. */
  const QUICK_MS = 7000

  test('SIGTERM: answers running requests, accepts no connections, ends payments', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '3000' })
    const { bakery } = shop
    const paying = await shop.post(shop.orderBody())
    await waitFor('it is being paid', async () => (await shop.order(paying.json.order_id)).status === 'processing')

    const holder = await shop.database.session()
    await holder.query('BEGIN')
    await holder.query('LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE')
    const underWay = shop.post(shop.orderBody(), { key: 'under-way' })
    await waitFor('it waits', () =>
      shop.database.one(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      )
    )
    const idle = await connect(bakery.port)

    bakery.signal('SIGTERM')
    await waitFor('idle connections are closed', () => idle.closed)
    await assert.rejects(connect(bakery.port), { code: 'ECONNREFUSED' })
    await holder.query('ROLLBACK')
    await holder.end()
    const answer = await underWay
    assert.equal(answer.status, 201, answer.text)
    assert.match(answer.headers.connection, /close/)
    await bakery.stop()
    const { status } = await shop.database.one('SELECT status FROM orders WHERE number = $1', [
      await shop.numberOf(paying.json.order_id)
    ])
    assert.equal(status, 'completed', 'a payment under way ends before the process does')
    await shop.startReady()
    await shop.checkLater()
  })

  test('SIGTERM: sends an order that was placed at that moment', async (t) => {
    const shop = await openShop(t)

    for (let round = 0; round < 5; round++) {
      const { bakery } = shop
      await Promise.all(Array.from({ length: 20 }, () => shop.post(shop.orderBody())))
      await bakery.stop()
      await shop.startReady()
      await shop.settle({ withinMs: 15_000 }) // half of the sweeper's patience
    }
    await shop.check()
  })

  test('requests that do not end in time get 503', async (t) => {
    const shop = await openShop(t, { BAKERY_DRAIN_MS: '300' })
    const holder = await shop.database.session()

    await holder.query('BEGIN')
    await holder.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
    const body = shop.orderBody()
    const stuck = shop.post(body, { key: 'stuck' })
    await waitFor('it waits', () =>
      shop.database.one(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
      )
    )
    const started = performance.now()
    await Promise.all([shop.bakery.stop(), stuck.then(({ status }) => assert.equal(status, 503))])
    assert.ok(performance.now() - started < 5000)
    await holder.query('ROLLBACK')
    await holder.end()
    await shop.startReady()
    await shop.postUntilPlaced(body, { key: 'stuck' })
    await shop.checkLater()
  })

  test('an idle server stops quickly, also by SIGINT, and a second signal does not wait', async (t) => {
    const shop = await openShop(t)
    const timed = async (bakery, signal) => {
      const started = performance.now()
      bakery.signal(signal)
      await bakery.stop()
      assert.ok(performance.now() - started < QUICK_MS)
    }

    await timed(shop.bakery, 'SIGTERM')
    await timed(await shop.startReady(), 'SIGINT')
    const slow = await shop.startReady({ BAKERY_PAYMENT_DELAY_MS: '20000', BAKERY_DRAIN_MS: '20000' })
    const { json } = await shop.post(shop.orderBody())
    await waitFor('it is being paid', async () => (await shop.order(json.order_id)).status === 'processing')
    slow.signal('SIGTERM')
    await waitFor('it drains', () => /draining/.test(slow.log))
    await timed(slow, 'SIGTERM')
    await shop.startReady()
    await shop.checkLater()
  })

  test('with all dependencies down', async (t) => {
    const shop = await openShop(t, { replicas: 0 })
    const proxies = []

    for (const [name, url] of [
      ['DATABASE_URL', shop.database.url],
      ['REDIS_URL', redisUrl],
      ['AMQP_URL', amqpUrl]
    ]) {
      const proxy = await startProxy(addressOf(url))
      t.after(() => proxy.close())
      proxies.push(proxy)
      shop.settings[name] = withAddress(url, proxy.port)
    }
    for (const fault of ['stall', 'refuse']) {
      for (const proxy of proxies) proxy.pass()
      const bakery = await shop.startReady({ BAKERY_DRAIN_MS: '500', BAKERY_REQUEST_TIMEOUT_MS: '2000' })
      for (const proxy of proxies) proxy[fault]()
      const asked = ['/api/products', '/api/orders/1', '/api/products/1'].map((path) =>
        bakery.get(path).catch(() => null)
      )
      await sleep(50)
      await bakery.stop({ withinMs: 8000 })
      await Promise.all(asked)
    }
  })

  test('in the first moments of its life, at any of them', async (t) => {
    const shop = await openShop(t)

    for (let ms = 0; ms < 120; ms += 8) {
      const bakery = await shop.start()
      await sleep(ms)
      await bakery.stop()
    }
  })
})
