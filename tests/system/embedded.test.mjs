/* embedded.test.mjs -- the binary alone: errors at the start, the health check, and the queue in the process with
 * expired leases, a kill -9 and a drain. */
import assert from 'node:assert/strict'
import { access, lstat, mkdir, readFile, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { command } from './lib/bakery.mjs'
import { openShop } from './lib/shop.mjs'
import { signedIn, withOwner } from './lib/staff.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'

const place = (shop, count) => inParallel(count, 8, () => shop.post(shop.orderBody()))

async function silentServer(t) {
  const server = net.createServer((socket) => socket.on('error', () => {}))

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return server.address().port
}

describe('the demo', () => {
  const LINE = /^demo: sign in at \/staff as (\S+), with the password (\S+)$/m

  test('makes an owner and prints how to sign in, once', async (t) => {
    const shop = await openShop(t)
    const said = await waitFor('it is printed', () => shop.bakery.log.match(LINE))
    const [, email, password] = said

    await signedIn(shop.bakery, { email, password })
    await shop.meanwhile({}, async (bakery) => {
      await signedIn(bakery, { email, password })
      assert.doesNotMatch(bakery.log, LINE)
    })
  })

  test('makes no other owner beside that of the settings, and none for an empty shop', async (t) => {
    for (const settings of [withOwner, { BAKERY_SEED: 'none' }]) {
      const shop = await openShop(t, settings)
      if (settings === withOwner) await signedIn(shop.bakery)
      const { stdout } = await command(['staff', 'list'], { DATABASE_URL: shop.database.url })
      assert.doesNotMatch(shop.bakery.log, LINE)
      assert.equal(stdout.includes('owner@example.com'), settings === withOwner)
    }
  })
})

describe('the start', () => {
  test('prints one actionable error line and exits with status 2', async (t) => {
    const shop = await openShop(t)
    const { folder } = shop.database
    const text = join(folder, 'text.db')
    const directory = join(folder, 'directory.db')
    const other = { DATABASE_URL: `sqlite:${join(folder, 'other.db')}` }

    await writeFile(
      text,
      'This is no database, but it is long enough for the head of one, so that it must be looked at. '.repeat(20)
    )
    await mkdir(directory)
    for (const [settings, words] of [
      [{ DATABASE_URL: 'mysql://localhost/shop' }, /sqlite:FILE or postgresql:/],
      [{ DATABASE_URL: '' }, /sqlite:FILE or postgresql:/],
      [{ DATABASE_URL: 'sqlite:' }, /sqlite:FILE/],
      [{ DATABASE_URL: shop.database.url }, /another process/],
      [{ DATABASE_URL: `sqlite:${text}` }, /not a database/],
      [{ DATABASE_URL: `sqlite:${directory}` }, /directory/],
      [{ DATABASE_URL: `sqlite:${join(folder, 'nowhere', 'shop.db')}` }, /No such file/],
      [{ ...other, REDIS_URL: 'http://localhost' }, /REDIS_URL .*redis:/],
      [{ ...other, AMQP_URL: 'http://localhost' }, /AMQP_URL.*amqp:/]
    ]) {
      const { code, stderr } = await command(['serve'], settings)
      const errors = stderr
        .trim()
        .split('\n')
        .filter((line) => !/level=(info|warn)/.test(line))
      assert.equal(code, 2, stderr)
      assert.equal(errors.length, 1, stderr)
      assert.match(errors[0], words)
    }
    assert.equal((await shop.get('/readyz')).json.status, 'ready', 'the first process serves on')
  })

  test('creates no database if another setting is bad or the address is in use', async (t) => {
    const shop = await openShop(t)
    const file = join(shop.database.folder, 'other.db')

    for (const [setting, words] of [
      [{ BAKERY_LISTEN: `127.0.0.1:${shop.bakery.port}` }, /in use: choose another BAKERY_LISTEN/],
      [{ BAKERY_LISTEN: 'nowhere' }, /not an address with a port such as .*: choose another BAKERY_LISTEN/],
      [{ BAKERY_LISTEN: '127.0.0.1:0', REDIS_URL: 'http://localhost' }, /REDIS_URL .*redis:/],
      [{ BAKERY_LISTEN: '127.0.0.1:0', AMQP_URL: 'http://localhost' }, /AMQP_URL.*amqp:/]
    ]) {
      const { code, stderr } = await command(['serve'], { DATABASE_URL: `sqlite:${file}`, ...setting })
      assert.equal(code, 2, stderr)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
      assert.match(stderr, words)
      await assert.rejects(access(file), { code: 'ENOENT' })
    }
  })
})

describe('a unix socket', () => {
  const from = (address) => ({ headers: { 'x-forwarded-for': address } })

  test('takes orders, and disappears with the process', async (t) => {
    const shop = await openShop(t, { replicas: 0 })
    const path = join(shop.database.folder, 'shop.sock')
    const bakery = await shop.startReady({ BAKERY_LISTEN: `unix:${path}` })

    assert.equal(bakery.port, path)
    assert.equal((await lstat(path)).mode & 0o7777, 0o660)
    assert.equal((await shop.post(shop.orderBody())).status, 201)
    assert.equal((await bakery.get('/basket')).status, 200)
    const check = async (url) => (await command(['check', '--url', url])).code
    assert.equal(await check(`http://unix:${path}:/readyz`), 0)
    assert.equal(await check(`http://unix:${path}:/api/nowhere`), 1)
    await shop.stop()
    assert.equal(await check(`http://unix:${path}:/readyz`), 1)
    await assert.rejects(lstat(path), { code: 'ENOENT' })
  })

  test('serves the clients that its proxy names, each under limits of its own', async (t) => {
    const shop = await openShop(t, { replicas: 0, BAKERY_RATE_LIMIT: 'on', BAKERY_MAX_CONNECTIONS_PER_ADDRESS: '1' })
    const path = join(shop.database.folder, 'shop.sock')
    const bakery = await shop.startReady({ BAKERY_LISTEN: `unix:${path}` })
    const guess = (options) => bakery.get(`/api/orders/${Math.floor(Math.random() * 2 ** 52) + 1}`, options)
    const untilLimited = async (options) => {
      for (let i = 0; i < 100; i++) if ((await guess(options)).status === 429) return
      assert.fail('no limit')
    }

    await untilLimited(from('192.0.2.1'))
    assert.equal((await guess(from('192.0.2.2'))).status, 404)
    assert.equal((await guess(from('192.0.2.2, 192.0.2.1'))).status, 429)
    assert.equal((await guess()).status, 404)
    await untilLimited()
    assert.equal((await guess(from('192.0.2.2'))).status, 404)
    const answers = await inParallel(8, 8, () => bakery.get('/api/products'))
    for (const { status } of answers) assert.equal(status, 200)
  })

  test('replaces a stale socket; keeps a live one, and any other file', async (t) => {
    const shop = await openShop(t, { replicas: 0 })
    const { folder } = shop.database
    const path = join(folder, 'shop.sock')
    const file = join(folder, 'file')
    const killed = await shop.startReady({ BAKERY_LISTEN: `unix:${path}` })

    await killed.kill()
    assert.ok((await lstat(path)).isSocket())
    const bakery = await shop.startReady({ BAKERY_LISTEN: `unix:${path}` })
    await writeFile(file, 'text')
    for (const [listen, words] of [
      [`unix:${path}`, /in use: choose another BAKERY_LISTEN/],
      [`unix:${file}`, /not a socket: choose another BAKERY_LISTEN/],
      [`unix:${folder}/${'x'.repeat(108)}`, /longer than 107 bytes: choose another BAKERY_LISTEN/],
      ['unix:', /needs a path/],
      ['example.com:80', /no name but localhost is looked up.*: choose another BAKERY_LISTEN/]
    ]) {
      const other = { DATABASE_URL: `sqlite:${join(folder, 'other.db')}` }
      const { code, stderr } = await command(['serve'], { ...other, BAKERY_LISTEN: listen })

      assert.equal(code, 2, stderr)
      assert.equal(stderr.trim().split('\n').length, 1, stderr)
      assert.match(stderr, words)
    }
    assert.equal(await readFile(file, 'utf8'), 'text')
    assert.equal((await bakery.get('/readyz')).status, 200)
  })
})

describe('check', () => {
  test('finds all up, also while a process is at work on the file', async (t) => {
    const shop = await openShop(t)
    const { code, stdout } = await command(['check'], { DATABASE_URL: shop.database.url })

    assert.equal(code, 0, stdout)
    for (const name of ['database', 'cache', 'queue']) assert.match(stdout, new RegExp(`^${name} +up$`, 'm'))
  })

  test('--url asks a server: prints one line, and exits with 0 only for 200', async (t) => {
    const shop = await openShop(t)
    const { port } = shop.bakery
    const silent = await silentServer(t)
    const ask = async (url, expected) => {
      const started = performance.now()
      const { code, stdout, stderr } = await command(['check', '--url', url])
      assert.equal(code, expected, `${url}: ${stdout}${stderr}`)
      assert.equal((stdout + stderr).trim().split('\n').length, 1)
      return performance.now() - started
    }

    for (const path of ['/readyz', '/healthz', '/api/products']) await ask(`http://127.0.0.1:${port}${path}`, 0)
    await ask(`http://localhost:${port}/readyz`, 0)
    await ask(`http://127.0.0.1:${port}/api/nowhere`, 1)
    await shop.stop()
    await ask(`http://127.0.0.1:${port}/readyz`, 1)
    const ms = await ask(`http://127.0.0.1:${silent}/readyz`, 1)
    assert.ok(ms > 2500 && ms < 6000, `${ms} ms`)
    for (const url of ['', 'x', 'https://localhost/', 'http://', 'http://user:password@localhost/', '/readyz'])
      await ask(url, 2)
  })
})

describe('the queue in the process', () => {
  test('does not deliver an order again that became overdue while it waits for its turn', async (t) => {
    const shop = await openShop(t, { BAKERY_PREFETCH: '1', BAKERY_PAYMENT_DELAY_MS: '4000' })
    const waiting = (where) => shop.database.one(`SELECT count(*) AS count FROM outbox WHERE ${where}`)

    await place(shop, 4)
    assert.ok((await waiting('sent')).count >= 3, 'they are sent by the process that placed them')
    await shop.passTime(35)
    await waitFor('they are overdue', async () => (await shop.bakery.metric('bakery_orders_swept_total')) > 0, {
      withinMs: 20_000
    })
    await waitFor('they are leased again', async () => {
      const { count } = await waiting("NOT sent OR due_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
      return count === 0
    })
    assert.ok((await waiting('sent')).count >= 1, 'one still waits for its turn')
    await shop.check()
    assert.equal(await shop.bakery.metric('bakery_deliveries_total'), 4)
  })

  test('after a kill -9 continues at once, without waiting for leases', async (t) => {
    const shop = await openShop(t, { BAKERY_PREFETCH: '10', BAKERY_PAYMENT_DELAY_MS: '1500' })

    await place(shop, 30)
    await waitFor('some are being paid', async () => (await shop.bakery.metric('bakery_deliveries_in_flight')) === 10)
    await shop.bakery.kill()
    await shop.startReady({ BAKERY_PAYMENT_DELAY_MS: '20' })
    await shop.check({ withinMs: 15_000 }) // half of a lease
  })

  test('drains running work and leaves the rest for the next start', async (t) => {
    const shop = await openShop(t, { BAKERY_PREFETCH: '2', BAKERY_PAYMENT_DELAY_MS: '1000' })

    await place(shop, 12)
    await waitFor('two are being paid', async () => (await shop.bakery.metric('bakery_deliveries_in_flight')) === 2)
    await shop.stop()
    const { ended } = await shop.database.one("SELECT count(*) AS ended FROM orders WHERE status = 'completed'")
    const { sent } = await shop.database.one(
      `SELECT count(*) AS sent FROM outbox JOIN orders ON number = order_number WHERE sent AND status = 'pending'`
    )
    assert.ok(ended >= 2 && ended < 12, `${ended} ended`)
    assert.equal(sent, 0, 'what was not begun was put back')
    await shop.startReady({ BAKERY_PAYMENT_DELAY_MS: '20' })
    await shop.check({ withinMs: 15_000 })
  })
})
