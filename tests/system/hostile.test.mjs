/* hostile.test.mjs -- malformed, huge, slow and smuggled requests over a raw socket: the right 4xx, a closed
 * connection, and never a second request run. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { check } from './lib/contract.mjs'
import { inParallel, sleep, waitFor } from './lib/wait.mjs'
import { connect, exchange } from './lib/wire.mjs'
import { useShop } from './lib/shop.mjs'

const held = useShop()
const port = () => held.shop.bakery.port
const CRLF = '\r\n'

/* The request that must never run: every attack carries it behind what it hides it with. */
const SMUGGLED_BODY = JSON.stringify({
  customer_name: 'Smuggled',
  customer_email: 's@example.com',
  items: [{ product_id: 1, quantity: 1 }]
})
const SMUGGLED =
  `POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${SMUGGLED_BODY.length}\r\n\r\n${SMUGGLED_BODY}`

const lines = (...all) => Buffer.from(all.join(CRLF) + CRLF + CRLF, 'latin1')
const post = (...headers) => lines('POST /api/orders HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers)
const get = (...headers) => lines('GET /healthz HTTP/1.1', ...headers)

/* Name, bytes, and the statuses that are right. Each is followed by the smuggled request. */
const ATTACKS = [
  [
    'Content-Length and Transfer-Encoding',
    [post('Content-Length: 5', 'Transfer-Encoding: chunked'), '0\r\n\r\n'],
    [400]
  ],
  ['the same, the other way round', [post('Transfer-Encoding: chunked', 'Content-Length: 5'), '0\r\n\r\n'], [400]],
  ['two lengths', [post('Content-Length: 2', 'Content-Length: 50'), '{}'], [400]],
  ['the same length twice', [post('Content-Length: 2', 'Content-Length: 2'), '{}'], [400]],
  ['a list of lengths', [post('Content-Length: 2, 2'), '{}'], [400]],
  ...['+2', '-2', '0x2', '2 2', '2,', 'two', '', '99999999999999999999999', '2.0'].map((length) => [
    `the length "${length}"`,
    [post(`Content-Length: ${length}`), '{}'],
    [400, 413]
  ]),
  ...[
    'identity',
    'chunked, identity',
    'gzip, chunked',
    'chunked, chunked',
    'xchunked',
    'chunked;q=1',
    '"chunked"',
    'chunked\x0b',
    ''
  ].map((coding) => [`the coding "${coding}"`, [post(`Transfer-Encoding: ${coding}`), '0\r\n\r\n'], [400, 501]]),
  ['two codings', [post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'), '0\r\n\r\n'], [400, 501]],
  [
    'chunks in HTTP/1.0',
    [lines('POST /api/orders HTTP/1.0', 'Host: x', 'Transfer-Encoding: chunked'), '0\r\n\r\n'],
    [400, 501]
  ],
  ...['0x2', '-2', '+2', ' 2', '', '2 ', 'g', 'ffffffffffffffff1', '100000000'].map((size) => [
    `the chunk size "${size}"`,
    [post('Transfer-Encoding: chunked'), `${size}\r\n{}\r\n0\r\n\r\n`],
    [400, 413]
  ]),
  ['a chunk with a bare LF', [post('Transfer-Encoding: chunked'), '2\n{}\r\n0\r\n\r\n'], [400]],
  ['a chunk longer than it says', [post('Transfer-Encoding: chunked'), '2\r\n{}}}\r\n0\r\n\r\n'], [400]],
  ['a trailer that is folded', [post('Transfer-Encoding: chunked'), '2\r\n{}\r\n0\r\nA: b\r\n c\r\n\r\n'], [400]],
  ['bare LF line ends', ['GET /healthz HTTP/1.1\nHost: x\n\n'], [400]],
  ['a bare CR', ['GET /healthz HTTP/1.1\r\nHost: x\rA: b\r\n\r\n'], [400]],
  ['a folded header', [get('Host: x', 'A: b', ' c')], [400]],
  ['a header before any name', [get(' Host: x')], [400]],
  ['a space before the colon', [get('Host : x')], [400]],
  ['a header without a name', [get('Host: x', ': b')], [400]],
  ['a header without a colon', [get('Host: x', 'Ab')], [400]],
  ['a NUL in a header', [get('Host: x', 'A: b\0c')], [400]],
  ['no Host', [get('A: b')], [400]],
  ['two Hosts', [get('Host: x', 'Host: y')], [400]],
  ['a Host that is none', [get('Host: x y')], [400]],
  ['HTTP/2.0', [lines('GET /healthz HTTP/2.0', 'Host: x')], [400, 505]],
  ['HTTP/1.11', [lines('GET /healthz HTTP/1.11', 'Host: x')], [400, 505]],
  ['HTTP/0.9', ['GET /healthz\r\n\r\n'], [400, 505]],
  ['no HTTP', [lines('GET /healthz FTP/1.1', 'Host: x')], [400, 505]],
  ['two spaces', [lines('GET  /healthz HTTP/1.1', 'Host: x')], [400]],
  ['a tab', [lines('GET\t/healthz HTTP/1.1', 'Host: x')], [400]],
  ['a target that is no path', [lines('GET healthz HTTP/1.1', 'Host: x')], [400]],
  ['a fragment', [lines('GET /healthz#x HTTP/1.1', 'Host: x')], [400]],
  ['a space in the target', [lines('GET /healthz x HTTP/1.1', 'Host: x')], [400]],
  ['a NUL in the target', [lines('GET /health\0z HTTP/1.1', 'Host: x')], [400]],
  ['bytes beyond ASCII in the target', [lines('GET /healthz\xff HTTP/1.1', 'Host: x')], [400]],
  ['CONNECT', [lines('CONNECT example.com:443 HTTP/1.1', 'Host: x')], [400, 405, 501]],
  ['a method in lower case', [lines('get /healthz HTTP/1.1', 'Host: x')], [400, 405, 501]],
  ['a TLS hello', [Buffer.from('160301020001000001fc0303', 'hex')], [400]],
  ['the HTTP/2 preface', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], [400, 505]],
  ['a target of 20 KB', [lines(`GET /${'a'.repeat(20_000)} HTTP/1.1`, 'Host: x')], [414]],
  ['a header of 20 KB', [get('Host: x', `A: ${'a'.repeat(20_000)}`)], [431]],
  ['a thousand headers', [get('Host: x', ...Array.from({ length: 1000 }, (_, i) => `A${i}: b`))], [431]],
  ['an endless method', ['A'.repeat(30_000)], [400, 414, 431]],
  ['a body of 64 KiB and a byte', [post('Content-Length: 65537')], [413]],
  [
    'chunks of more than 64 KiB',
    [post('Transfer-Encoding: chunked'), `10001\r\n${'x'.repeat(65537)}\r\n0\r\n\r\n`],
    [413]
  ],
  ['70,000 chunks of a byte', [post('Transfer-Encoding: chunked'), '1;ext\r\n \r\n'.repeat(70_000)], [413]],
  [
    'an expectation that nobody can meet',
    [lines('POST /api/orders HTTP/1.1', 'Host: x', 'Expect: tea', 'Content-Length: 2')],
    [417]
  ]
]

describe('one request, rejected, and the connection closed', () => {
  for (const [what, parts, statuses] of ATTACKS)
    test(what, async () => {
      const { answers, closed, text } = await exchange(
        port(),
        Buffer.concat([...parts, SMUGGLED].map((part) => Buffer.from(part, 'latin1')))
      )

      assert.equal(answers.length, 1, text.slice(0, 2000))
      assert.ok(statuses.includes(answers[0].status), `${answers[0].status}: ${answers[0].body}`)
      assert.ok(closed, 'it stays open')
      assert.match(answers[0].headers.connection, /close/)
      check('GET', '/unknown', { ...answers[0], json: JSON.parse(answers[0].body) })
    })
})

describe('unusual but valid requests', () => {
  const ask = async (bytes, count) => {
    const { answers, text } = await exchange(port(), Buffer.from(bytes, 'latin1'), { answers: count })

    assert.equal(answers.length, count, text.slice(0, 2000))
    return answers
  }

  test('pipelined requests are answered in order, each once', async () => {
    const one = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    const two = 'GET /api/orders/1 HTTP/1.1\r\nHost: x\r\n\r\n'
    const answers = await ask((one + two).repeat(20), 40)

    assert.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 40 }, (_, i) => (i % 2 ? 404 : 200))
    )
  })

  test('every way to cut a request in two', async () => {
    const body = JSON.stringify({ customer_name: '', customer_email: 'a@b.cd', items: [] })
    const request = `POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

    await inParallel(request.length - 1, 8, async (i) => {
      const wire = await connect(port())
      wire.socket.setNoDelay(true)
      wire.write(request.slice(0, i + 1))
      await sleep(2)
      wire.write(request.slice(i + 1))
      await waitFor('the answer', () => wire.answers.length === 1, { everyMs: 2 })
      assert.equal(wire.answers[0].status, 422)
      wire.destroy()
    })
  })

  test('a body in chunks', async () => {
    const body = JSON.stringify(held.shop.orderBody())
    const chunks = [...body].map((byte) => `1\r\n${byte}\r\n`).join('') + '0\r\nTrailer: x\r\n\r\n'
    const [{ status, body: answer }] = await ask(post('Transfer-Encoding: chunked') + chunks, 1)

    assert.equal(status, 201, answer)
  })

  test('HTTP/1.0, an absolute target, OPTIONS, an empty line before', async () => {
    const { answers, closed } = await exchange(port(), 'GET /healthz HTTP/1.0\r\n\r\n')
    assert.deepEqual([answers[0].status, closed], [200, true])
    const requests = [
      ['GET http://example.com/healthz HTTP/1.1\r\nHost: example.com\r\n\r\n', [200]],
      ['OPTIONS /api/products HTTP/1.1\r\nHost: x\r\n\r\n', [200, 204]],
      ['\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
      ['GET /healthz?x=1 HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
      ['GET /%68ealthz HTTP/1.1\r\nHost: x\r\n\r\n', [200]],
      ['GET /api/..%2fhealthz HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]],
      ['GET /healthz%00 HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]],
      ['GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', [400, 404]],
      ['BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n', [405, 501, 400]]
    ]
    for (const [request, statuses] of requests) {
      const [{ status }] = await ask(request, 1)
      assert.ok(statuses.includes(status), `${request.split('\r\n')[0]}: ${status}`)
    }
  })

  test('Expect: 100-continue: sends 100 before the body, or an error instead', async () => {
    const body = JSON.stringify(held.shop.orderBody())
    const wire = await connect(port())

    wire.write(post('Expect: 100-continue', `Content-Length: ${body.length}`))
    await waitFor('the word', () => wire.text.startsWith('HTTP/1.1 100 '))
    wire.write(body)
    await waitFor('the answer', () => wire.answers.length === 1)
    assert.equal(wire.answers[0].status, 201)
    wire.destroy()
    const [{ status }] = await ask(post('Expect: 100-continue', 'Content-Length: 999999'), 1)
    assert.equal(status, 413)
  })

  test('Connection: close is obeyed', async () => {
    const { answers, closed } = await exchange(port(), get('Host: x', 'Connection: close') + get('Host: x'))

    assert.deepEqual([answers.length, closed, answers[0].headers.connection], [1, true, 'close'])
  })
})

describe('clients that leave', () => {
  test('in the middle of a request, at any byte: places no order, leaks nothing', async () => {
    const shop = held.shop
    const bytes = Buffer.from(SMUGGLED)

    await inParallel(60, 6, async (i) => {
      const wire = await connect(port())
      wire.write(bytes.subarray(0, 1 + Math.floor((i / 60) * (bytes.length - 2))))
      await sleep(3)
      if (i % 2) wire.reset()
      else wire.destroy()
    })
    await waitFor('all connections are gone', async () => (await shop.bakery.metric('bakery_http_connections')) <= 1)
  })

  test('before the answer: an order is placed all the same, and only once', async () => {
    const { shop } = held
    const body = shop.orderBody()
    const text = JSON.stringify(body)
    const request = post('Idempotency-Key: left-early', `Content-Length: ${text.length}`) + text

    for (let i = 0; i < 5; i++) {
      const wire = await connect(port())
      wire.write(request)
      wire.socket.end()
      await sleep(i)
      wire.reset()
    }
    await waitFor('it is placed', () => shop.database.one(`SELECT 1 FROM idempotency_keys WHERE key = 'left-early'`))
    const again = await shop.post(body, { key: 'left-early' })
    assert.equal(again.status, 201)
  })
})

describe('floods', () => {
  /* Nothing is waited for; what stood behind the flood would take ten seconds and more. */
  const SERVED_MS = 3000

  async function isServed(bakery, path) {
    for (let i = 0; i < 20; i++) {
      const { status, ms } = await bakery.get(path)
      assert.equal(status, 200)
      assert.ok(ms < SERVED_MS, `${ms} ms`)
      await sleep(20)
    }
  }

  test('1000 idle connections and trickling clients do not delay others', async () => {
    const shop = held.shop
    const open = await shop.startReady({ BAKERY_MAX_CONNECTIONS_PER_ADDRESS: '0' })
    const idle = await inParallel(1000, 50, () => connect(open.port))
    const trickling = await inParallel(20, 20, () => connect(open.port))
    const started = performance.now()
    const drip = setInterval(() => trickling.forEach((wire) => wire.write('G')), 500)

    try {
      assert.ok((await open.metric('bakery_http_connections')) >= 1000)
      await isServed(open, '/api/products')
      /* Ten seconds for a head, however busily it comes. */
      await waitFor('the trickling ones are closed', () => trickling.every(({ closed }) => closed), {
        withinMs: 14_000,
        everyMs: 100
      })
      assert.ok(performance.now() - started > 9000)
      for (const { answers } of trickling) assert.equal(answers[0]?.status, 408)
      assert.ok(idle.every(({ closed }) => !closed))
    } finally {
      clearInterval(drip)
      for (const wire of [...idle, ...trickling]) wire.destroy()
    }
    await waitFor('all are gone', async () => (await open.metric('bakery_http_connections')) <= 1)
    await open.stop()
  })

  test('one address has only so many connections', async () => {
    const few = await held.shop.start({ BAKERY_MAX_CONNECTIONS_PER_ADDRESS: '5' })
    const wires = []

    for (let i = 0; i < 5; i++) wires.push(await connect(few.port))
    await few.get('/healthz', { contract: false }).then(
      ({ status }) => assert.equal(status, 503),
      (error) => assert.equal(error.code, 'ECONNRESET')
    )
    const other = await connect(few.port, { localAddress: '127.0.0.2' })
    other.write(get('Host: x'))
    await waitFor('another address is served', () => other.answers[0]?.status === 200)
    wires.pop().destroy()
    await waitFor('there is room again', async () => (await few.get('/healthz', { contract: false })).status === 200)
    for (const wire of [...wires, other]) wire.destroy()
    await few.stop()
  })

  test('without descriptors it refuses connections, and recovers', async () => {
    const poor = await held.shop.start({ BAKERY_MAX_CONNECTIONS_PER_ADDRESS: '0' }, [
      'sh',
      '-c',
      'ulimit -n 164; exec "$0" "$@"'
    ])
    await poor.ready()
    const wires = await inParallel(300, 20, () => connect(poor.port).catch(() => null))

    for (const wire of wires) wire?.write(get('Host: x'))
    await waitFor('some are answered', () => wires.filter((wire) => wire?.answers[0]?.status === 200).length >= 20)
    for (const wire of wires) wire?.destroy()
    await waitFor('it serves again', async () => (await poor.get('/api/products', { contract: false })).status === 200)
    assert.equal((await held.shop.post(held.shop.orderBody(), { bakery: poor })).status, 201)
    await poor.ready()
    await poor.stop()
  })

  test('a client that sends requests and never reads costs little', async () => {
    const { bakery } = held.shop
    const resident = () => Number(readFileSync(`/proc/${bakery.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1])
    const before = resident()
    const deaf = await inParallel(20, 20, () => connect(port()))

    for (const wire of deaf) {
      wire.socket.pause()
      wire.write('GET /api/products HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20_000))
    }
    await isServed(bakery, '/healthz')
    const grown = resident() - before
    assert.ok(grown < 100_000, `${grown} KiB more`)
    for (const wire of deaf) wire.destroy()
  })
})

test('no smuggled request was run, although it would work alone', async () => {
  const smuggled = async () =>
    (await held.shop.database.one(`SELECT count(*) AS count FROM orders WHERE customer_name = 'Smuggled'`)).count

  assert.equal(await smuggled(), 0)
  const { answers } = await exchange(port(), SMUGGLED, { answers: 1 })
  assert.equal(answers[0].status, 201)
  assert.equal(await smuggled(), 1)
})
