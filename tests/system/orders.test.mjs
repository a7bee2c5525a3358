/* orders.test.mjs -- what may be ordered, what is refused and with which pointer, what an Idempotency-Key promises, and
 * how many orders one address may place. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { inParallel } from './lib/wait.mjs'
import { useShop } from './lib/shop.mjs'

const held = useShop()

const valid = (more) => held.shop.orderBody(undefined, more)
const post = (body, options) => held.shop.post(body, options)
const item = (product_id, quantity) => ({ product_id, quantity })
const pointers = ({ json }) => json.errors?.map(({ pointer }) => pointer)

/* Refused bodies: what is wrong, the change to a valid body, and the pointers that the answer must name. */
const INVALID = [
  ['no name', { customer_name: undefined }, ['/customer_name']],
  ['an empty name', { customer_name: '' }, ['/customer_name']],
  ['a name of spaces', { customer_name: '   ' }, ['/customer_name']],
  ...['\u200b', '\u202e', '\ufeff', '\u3164', '\u2800 \u00ad', '\ue000', '\u0301'].map((name) => [
    `the invisible name ${encodeURI(name)}`,
    { customer_name: name },
    ['/customer_name']
  ]),
  ['a name of 101 characters', { customer_name: 'é'.repeat(101) }, ['/customer_name']],
  ['a name with a line break', { customer_name: 'a\r\nb' }, ['/customer_name']],
  ['a name with DEL', { customer_name: 'a\x7fb' }, ['/customer_name']],
  ['a name with NUL', { customer_name: 'a\0b' }, ['/customer_name']],
  ['an e-mail with NUL', { customer_email: 'a@b.co\0' }, ['/customer_email']],
  ['a token with NUL', { payment: { token: '\0' } }, ['/payment/token']],
  ['an unknown field with NUL', { 'a\0b': 1 }, ['/a\ufffdb']],
  ['a name that is a number', { customer_name: 7 }, ['/customer_name']],
  ['a name that is null', { customer_name: null }, ['/customer_name']],
  ['no e-mail', { customer_email: undefined }, ['/customer_email']],
  ...[
    'plain',
    '@example.com',
    'a@',
    'a@b',
    'a@b..com',
    'a@@b.com',
    'a b@c.com',
    'a@-b.com',
    'a@b.com.',
    'a@b_c.com'
  ].map((email) => [`the e-mail ${email}`, { customer_email: email }, ['/customer_email']]),
  [
    'an e-mail of 255 characters',
    { customer_email: `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example.com` },
    ['/customer_email']
  ],
  ['no items', { items: undefined }, ['/items']],
  ['an empty list', { items: [] }, ['/items']],
  ['51 items', { items: Array.from({ length: 51 }, () => item(1, 1)) }, ['/items']],
  ['items that are an object', { items: { 0: item(1, 1) } }, ['/items']],
  ['an item that is a number', { items: [1] }, ['/items/0']],
  ['no quantity', { items: [{ product_id: 1 }] }, ['/items/0/quantity']],
  ['no product', { items: [{ quantity: 1 }] }, ['/items/0/product_id']],
  ...[0, -1, 100, 1.5, '1', null, true, 1e30].map((quantity) => [
    `the quantity ${JSON.stringify(quantity)}`,
    { items: [item(1, 1), item(2, quantity)] },
    ['/items/1/quantity']
  ]),
  ...[0, -1, 1.5, '1', null].map((id) => [
    `the product ${JSON.stringify(id)}`,
    { items: [item(id, 1)] },
    ['/items/0/product_id']
  ]),
  ['a product that is not there', { items: [item(1, 1), item(4711, 1)] }, ['/items/1/product_id']],
  ['the largest product id', { items: [item(9007199254740991, 1)] }, ['/items/0/product_id']],
  ['100 of one product in two lines', { items: [item(1, 99), item(1, 1)] }, ['/items/1/quantity']],
  ['a note of 201 characters', { note: 'é'.repeat(201) }, ['/note']],
  ['a note with a line break', { note: 'a\nb' }, ['/note']],
  ['a note that is a number', { note: 7 }, ['/note']],
  ...['1234', '1'.repeat(21), '086 call me', '+', 7].map((phone) => [`the telephone ${phone}`, { phone }, ['/phone']]),
  ['an unknown field', { coupon: 'please' }, ['/coupon']],
  ['unknown fields with odd names', { 'a/b~c': 1, é: 2 }, ['/a~1b~0c', '/é']],
  ['an unknown field with the longest name that a pointer holds', { ['x'.repeat(62)]: 1 }, [`/${'x'.repeat(62)}`]],
  ['an unknown field with a longer name', { ['x'.repeat(63)]: 1 }, ['']],
  ['a price from the client', { items: [{ ...item(1, 1), price: 0.01 }] }, ['/items/0/price']],
  ['a total from the client', { total_amount: 0.01 }, ['/total_amount']],
  ['an empty payment', { payment: {} }, ['/payment/token']],
  ['a payment that is text', { payment: 'tok' }, ['/payment']],
  ['a card number', { payment: { token: 'tok', number: '4111111111111111' } }, ['/payment/number']],
  ['a token of 65 characters', { payment: { token: 't'.repeat(65) } }, ['/payment/token']],
  [
    'several mistakes at once',
    { customer_name: '', customer_email: 'x', items: [item(1, 0)] },
    ['/customer_name', '/customer_email', '/items/0/quantity']
  ]
]

describe('a note and a telephone number', () => {
  const contact = { note: '  sliced, please 🥖 ', phone: '+353 86 555 0199' }

  test('are kept for the bakery; the order shows the note only', async () => {
    const { status, json, text } = await post(held.shop.orderBody([item(1, 1)], contact))
    assert.equal(status, 201, text)
    const answer = await held.shop.get(`/api/orders/${json.order_id}`)
    assert.equal(answer.json.note, 'sliced, please 🥖')
    assert.doesNotMatch(answer.text, /555 0199/)
    const row = await held.shop.database.one(
      `SELECT note, phone FROM orders WHERE number = ${await held.shop.numberOf(json.order_id)}`
    )
    assert.deepEqual({ ...row }, { note: 'sliced, please 🥖', phone: '+353 86 555 0199' })
    assert.doesNotMatch(held.shop.bakery.log, /555 0199|sliced/)
  })

  test('may be missing, null or empty', async () => {
    for (const none of [{}, { note: null, phone: null }, { note: ' ', phone: '' }]) {
      const { status, json, text } = await post(held.shop.orderBody([item(1, 1)], none))
      assert.equal(status, 201, text)
      assert.equal((await held.shop.order(json.order_id)).note, null)
    }
  })

  test('belong to the order that a key names', async () => {
    const body = held.shop.orderBody([item(1, 1)], contact)
    const key = 'a key with a note'.replaceAll(' ', '-')
    const first = await post(body, { key })
    assert.equal(first.status, 201)
    assert.equal((await post(body, { key })).json.order_id, first.json.order_id)
    assert.equal((await post({ ...body, note: 'whole' }, { key })).status, 422)
    assert.equal((await post({ ...body, phone: '12345' }, { key })).status, 422)
  })
})

describe('rejects with 422', () => {
  for (const [what, change, expected] of INVALID)
    test(what, async () => {
      const answer = await post({ ...valid(), ...change })

      assert.equal(answer.status, 422, answer.text)
      assert.deepEqual(pointers(answer).sort(), [...expected].sort())
    })

  test('numbers that no type of ours can hold', async () => {
    const numbers = ['99999999999999999999', '-99999999999999999999', '1e999', '-1e999', '9'.repeat(400)]

    for (const number of numbers) {
      const body = JSON.stringify({ ...valid({ items: [item(1, 1), item(2, 'N')] }), note: 'N' })
      const answer = await held.shop.bakery.request('POST', '/api/orders', {
        body: body.replaceAll('"N"', number),
        headers: { 'content-type': 'application/json' }
      })

      assert.equal(answer.status, 422, answer.text)
      assert.deepEqual(pointers(answer).sort(), ['/items/1/quantity', '/note'])
    }
  })

  test('a body that is no object', async () => {
    for (const body of ['[]', '"order"', '1', 'true', 'null']) {
      const answer = await held.shop.bakery.request('POST', '/api/orders', {
        body,
        headers: { 'content-type': 'application/json' }
      })
      assert.ok([400, 422].includes(answer.status), `${body}: ${answer.status}`)
    }
  })

  test('reports at most 16 errors', async () => {
    const answer = await post({ ...valid(), items: Array.from({ length: 50 }, () => item(0, 0)) })

    assert.equal(answer.status, 422)
    assert.equal(answer.json.errors.length, 16)
  })

  test('never repeats a value', async () => {
    const { text } = await post({ ...valid(), customer_email: 'EVIL<b>@x', customer_name: 'EVIL\n', note: 'EVIL' })

    assert.doesNotMatch(text, /EVIL/)
  })
})

describe('rejects with 400', () => {
  const broken = {
    nothing: '',
    'half an object': '{"customer_name": "x"',
    'two objects': '{}{}',
    'a trailing comma': '{"items": [],}',
    'a repeated key': '{"customer_name": "a", "customer_name": "b"}',
    'a repeated key deep inside': '{"items": [{"product_id": 1, "quantity": 1, "quantity": 2}]}',
    'invalid UTF-8': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    'an overlong form': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d]),
    'half a surrogate': '{"customer_name": "\\ud800"}',
    'a NUL': '{"customer_name": "a\0b"}',
    'a byte order mark': '\ufeff{}',
    NaN: '{"items": NaN}',
    'half an object after a number beyond 64 bits': '{"quantity": 99999999999999999999',
    'an integer with leading zeros': '{"quantity": 0099999999999999999999}',
    'a comment': '{/* */}'
  }

  for (const [what, body] of Object.entries(broken))
    test(what, async () => {
      const { status, text } = await held.shop.bakery.request('POST', '/api/orders', {
        body,
        headers: { 'content-type': 'application/json' }
      })
      assert.equal(status, 400, text)
    })

  test('depth: 33 levels', async () => {
    const ask = (depth) =>
      held.shop.bakery.request('POST', '/api/orders', {
        body: '['.repeat(depth) + ']'.repeat(depth),
        headers: { 'content-type': 'application/json' }
      })

    assert.equal((await ask(33)).status, 400)
    assert.equal((await ask(5000)).status, 400)
    assert.equal((await ask(32)).status, 422)
  })

  test('an invalid Idempotency-Key', async () => {
    for (const key of ['', 'with space', 'k'.repeat(256), 'kéy', 'tab\tkey'])
      assert.equal((await post(valid(), { headers: { 'idempotency-key': key } })).status, 400, JSON.stringify(key))
  })
})

describe('accepts', () => {
  const accepted = [
    ['a name of 100 characters of four bytes', { customer_name: '🥐'.repeat(100) }],
    ['a name with quotes and tags', { customer_name: `O'Brien "<b>" \\ & co` }],
    ['a name in another script', { customer_name: 'Иван Пекарь' }],
    ['a name with a joiner', { customer_name: 'می\u200cخواهم' }],
    ['a name with joined emoji', { customer_name: 'Ada 👩🏽‍🍳🏴󠁧󠁢󠁳󠁣󠁴󠁿' }],
    ...["o'brien+bread@example.co.uk", 'a@b.cd', 'x_y.z@sub.sub.example.com', 'josé@exämple.com'].map((email) => [
      `the e-mail ${email}`,
      { customer_email: email }
    ]),
    ['99 of one product', { items: [item(1, 99)] }],
    ['50 items', { items: Array.from({ length: 50 }, (_, i) => item((i % 14) + 1, 1)) }],
    ['a payment token', { payment: { token: 'tok_visa' } }],
    ['a token of 64 characters', { payment: { token: 't'.repeat(64) } }]
  ]

  for (const [what, change] of accepted)
    test(what, async () => {
      const body = valid(change)
      const { status, text, json } = await post(body)

      assert.equal(status, 201, text)
      const order = await held.shop.ended(json.order_id)
      assert.equal(order.status, 'completed')
      assert.equal(order.customer_name, body.customer_name)
    })

  test('white space around the name is left out', async () => {
    const { json } = await post(valid({ customer_name: '  Ada  Lovelace ' }))

    assert.equal((await held.shop.order(json.order_id)).customer_name, 'Ada  Lovelace')
  })

  test('invisible and bidirectional characters are removed', async () => {
    const body = valid({ customer_name: '\ufeffA\u202ed\u200ba', customer_email: 'ada\u200b@example.com' })
    const { status, json } = await held.shop.bakery.request('POST', '/api/orders', { json: body })

    assert.equal(status, 201)
    held.shop.promise(json.order_id, { ...body, customer_name: 'Ada' })
    assert.equal((await held.shop.order(json.order_id)).customer_name, 'Ada')
  })

  test('two lines of one product become one', async () => {
    const { json } = await post(valid({ items: [item(1, 40), item(3, 1), item(1, 59)] }))
    const order = await held.shop.ended(json.order_id)

    assert.deepEqual(order.items, [
      {
        product_id: 1,
        quantity: 99,
        name: 'Chocolate Croissant',
        price: 3.5,
        allergens: { contains: ['wheat', 'egg', 'soya', 'milk'], may_contain: ['almond', 'hazelnut'] }
      },
      {
        product_id: 3,
        quantity: 1,
        name: 'Blueberry Muffin',
        price: 2.75,
        allergens: { contains: ['wheat', 'egg', 'milk'], may_contain: ['hazelnut'] }
      }
    ])
    assert.equal(order.total_amount, 349.25)
  })

  test('other spellings of the media type', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="UTF-8"'])
      assert.equal((await post(valid(), { headers: { 'content-type': type } })).status, 201, type)
    for (const type of [
      'application/json; charset=iso-8859-1',
      'application/jsonp',
      'text/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data'
    ])
      assert.equal((await post(valid(), { headers: { 'content-type': type } })).status, 415, type)
  })

  test('rejects a compressed body and says what is accepted', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const answer = await post(valid(), { headers })

    assert.equal(answer.status, 415)
    assert.equal(answer.headers['accept-encoding'], 'identity')
  })

  test('ids of consecutive orders show no order, are exact in JSON, and have no neighbours', async () => {
    const ids = (await inParallel(12, 1, () => post(valid()))).map(({ json }) => json.order_id)
    const numbers = await Promise.all(ids.map((id) => held.shop.numberOf(id)))
    const steps = (list) => list.slice(1).map((at, i) => at - list[i])

    for (const step of steps(numbers)) assert.ok(step > 0, `${numbers}`)
    for (const id of ids) assert.ok(Number.isSafeInteger(id) && id > 0)
    assert.ok(Math.min(...steps(ids)) < 0 && Math.max(...steps(ids)) > 0, `${ids}`)
    assert.ok(Math.min(...steps(ids).map(Math.abs)) > 1000, `${ids}`)
    for (const id of [ids[0] - 1, ids[0] + 1, numbers[0], numbers[0] + 1])
      assert.equal((await held.shop.get(`/api/orders/${id}`)).status, 404, `${id}`)
  })
})

describe('the payment', () => {
  test('tok_declined ends the order as failed, and gives its stock back', async () => {
    const { shop } = held
    const { json: product } = await shop.admin('POST', '/api/products', {
      json: { name: 'Last loaf', price: 5, category: 'bread', stock: 3 }
    })
    const { json } = await post(valid({ items: [item(product.id, 2)], payment: { token: 'tok_declined' } }))
    const order = await shop.ended(json.order_id)

    assert.deepEqual([order.status, order.failure_reason], ['failed', 'payment_declined'])
    assert.equal(order.total_amount, 10)
    assert.equal((await shop.admin('GET', `/api/products/${product.id}`)).json.stock, 3)
  })

  test('an order for more than the stock fails as out of stock and takes nothing', async () => {
    const { shop } = held
    const { json: product } = await shop.admin('POST', '/api/products', {
      json: { name: 'Two tarts', price: 5, category: 'cake', stock: 2 }
    })
    const { json } = await post(valid({ items: [item(1, 1), item(product.id, 3)] }))
    const order = await shop.ended(json.order_id)

    assert.deepEqual([order.status, order.failure_reason], ['failed', 'out_of_stock'])
    assert.deepEqual(
      order.items.map(({ left }) => left),
      [undefined, 2],
      'the line that asked for more says how many there were'
    )
    assert.equal((await shop.admin('GET', `/api/products/${product.id}`)).json.stock, 2)
  })
})

describe('an Idempotency-Key', () => {
  test('gives the same answer for the same order, however it is spelled, also after its end', async () => {
    const key = randomUUID()
    const body = valid({ items: [item(1, 1), item(2, 2)] })
    const first = await post(body, { key })

    await held.shop.ended(first.json.order_id)
    const respelled = JSON.stringify(
      {
        items: [item(1, 1), item(2, 1), item(2, 1)].map(({ product_id, quantity }) => ({ quantity, product_id })),
        customer_email: body.customer_email,
        customer_name: ` ${body.customer_name} `
      },
      null,
      4
    )
    const again = await held.shop.bakery.request('POST', '/api/orders', {
      body: respelled,
      headers: { 'content-type': 'application/json', 'idempotency-key': key }
    })

    assert.equal(again.status, 201)
    assert.equal(again.text, first.text)
    assert.equal(again.headers.location, first.headers.location)
  })

  test('refuses another order under the same key', async () => {
    const key = randomUUID()
    const body = valid()

    assert.equal((await post(body, { key })).status, 201)
    for (const change of [
      { customer_name: 'Other' },
      { customer_email: 'other@example.com' },
      { items: [item(1, 2)] },
      { payment: { token: 'tok' } }
    ]) {
      const { status } = await post({ ...body, ...change }, { headers: { 'idempotency-key': key } })
      assert.equal(status, 422, JSON.stringify(change))
    }
  })

  test('gives the same answer when the product is no longer sold', async () => {
    const { shop } = held
    const { json: product, headers } = await shop.admin('POST', '/api/products', {
      json: { name: 'Only today', price: 5, category: 'bread' }
    })
    const key = randomUUID()
    const body = valid({ items: [item(product.id, 1)] })
    const first = await post(body, { key })

    assert.equal((await shop.admin('DELETE', headers.location)).status, 204)
    const again = await post(body, { key })
    assert.equal(again.status, 201, again.text)
    assert.equal(again.text, first.text)
    assert.equal((await post({ ...body, customer_name: 'Other' }, { headers: { 'idempotency-key': key } })).status, 422)
    const late = await post(valid({ items: [item(product.id, 1)] }), { key: randomUUID() })
    assert.deepEqual(pointers(late), ['/items/0/product_id'])
  })

  test('a rejected order does not use up the key', async () => {
    const key = randomUUID()
    const body = valid()

    assert.equal((await post({ ...body, items: [item(4711, 1)] }, { key })).status, 422)
    assert.equal((await post({ ...body, items: [] }, { key })).status, 422)
    assert.equal((await post(body, { key })).status, 201)
  })

  test('twins at the same moment, at two replicas, make one order', async () => {
    const { shop } = held

    await shop.meanwhile({}, async () => {
      for (let round = 0; round < 5; round++) {
        const key = randomUUID()
        const body = valid()
        const answers = await inParallel(16, 16, (i) => post(body, { key, bakery: shop.pair[i % 2] }))
        const placed = answers.filter(({ status }) => status === 201)

        for (const { status, text } of answers) assert.ok(status === 201 || status === 409, text)
        assert.ok(placed.length > 0)
        assert.equal(new Set(placed.map(({ text }) => text)).size, 1)
      }
    })
  })

  test('one of two different orders at the same moment is placed, the other rejected', async () => {
    for (let round = 0; round < 5; round++) {
      const key = randomUUID()
      const answers = await inParallel(8, 8, () => post(valid(), { headers: { 'idempotency-key': key } }))
      const placed = answers.filter(({ status }) => status === 201)

      assert.equal(placed.length, 1)
      for (const { status } of answers) assert.ok([201, 409, 422].includes(status))
    }
  })
})

describe('the rate limit', () => {
  const from = (address) => ({ headers: { 'x-forwarded-for': address } })

  async function untilLimited(ask) {
    for (let passed = 0; passed < 1000; passed++) {
      const answer = await ask()
      if (answer.status === 429) return { passed, answer }
    }
    assert.fail('never limited')
  }

  /* The bucket of that address is empty, but for the tokens that came back meanwhile: a fresh one would hold 30. */
  async function stillLimited(ask, why) {
    const { passed } = await untilLimited(ask)

    assert.ok(passed < 15, `${why}: ${passed} passed`)
  }

  test('applies to one address, and says when to retry', async () => {
    await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (limited) => {
      const { passed, answer } = await untilLimited(() => post(valid(), { bakery: limited }))

      assert.ok(passed >= 5, `${passed} orders passed`)
      assert.ok(Number(answer.headers['retry-after']) <= 60)
      await stillLimited(
        () => post(valid(), { bakery: limited, ...from('203.0.113.9') }),
        'a stranger cannot choose its address'
      )
      assert.equal((await limited.get('/api/products')).status, 200)
    })
  })

  test('counts the address that a trusted proxy names', async () => {
    await held.shop.meanwhile(
      { BAKERY_RATE_LIMIT: 'on', BAKERY_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' },
      async (limited) => {
        const ask = (address) => post(valid(), { bakery: limited, ...from(address) })

        await untilLimited(() => ask('203.0.113.9'))
        assert.equal((await ask('203.0.113.10')).status, 201)
        await stillLimited(() => ask('203.0.113.10, 203.0.113.9'), 'what a client claims before its own address')
        await stillLimited(() => ask('203.0.113.9, 10.1.2.3'), 'a chain of trusted proxies')
        await untilLimited(() => ask('2001:db8:1:2::1'))
        await stillLimited(() => ask('2001:db8:1:2::ffff'), 'an IPv6 customer has a whole /64')
        assert.equal((await ask('2001:db8:1:3::1')).status, 201)
      }
    )
  })

  test('stops guessing of order ids, not looking at known ones', async () => {
    const { json } = await post(valid())

    await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (limited) => {
      for (let i = 0; i < 300; i++) assert.equal((await limited.get(`/api/orders/${json.order_id}`)).status, 200)
      const { passed } = await untilLimited(() => limited.get(`/api/orders/${Math.floor(Math.random() * 2 ** 52) + 1}`))
      assert.ok(passed >= 5, `${passed} looks passed`)
    })
  })
})
