import { expect, test } from 'vitest'
import { bodyOf, readBody, withoutOrdered } from './order-body'

const basket = [
  { id: 3, quantity: 1, name: 'Blueberry Muffin', cents: 275 },
  { id: 1, quantity: 2, name: 'Chocolate Croissant', cents: 350 }
]
const values = { name: ' John  Smith ', phone: '', email: 'john@example.com ', note: ' ' }
const body = bodyOf(values, basket, null)

test('an order is sent as the API describes it', () => {
  expect(JSON.parse(body)).toEqual({
    customer_name: 'John Smith',
    customer_email: 'john@example.com',
    items: [
      { product_id: 3, quantity: 1 },
      { product_id: 1, quantity: 2 }
    ]
  })
})

test('telephone and note are sent if there are any', () => {
  const order = JSON.parse(
    bodyOf({ ...values, phone: ' 086  555 0199', note: 'sliced\nplease ' }, basket, null)
  ) as object
  expect(order).toMatchObject({ phone: '086 555 0199', note: 'sliced please' })
})

test('a pickup is sent as it was chosen, and none where there is none', () => {
  const pickup = { date: '2026-06-19', time: '07:15' }
  expect(JSON.parse(bodyOf(values, basket, pickup))).toMatchObject({ pickup })
  expect(JSON.parse(body)).not.toHaveProperty('pickup')
})

test('removes ordered products from the basket and keeps later additions', () => {
  const [muffin, croissant] = basket
  expect(withoutOrdered(basket, readBody(body))).toEqual([])
  expect(
    withoutOrdered(
      [
        { ...croissant!, quantity: 5 },
        { ...muffin!, id: 7 }
      ],
      readBody(body)
    )
  ).toEqual([
    { ...croissant, quantity: 3 },
    { ...muffin, id: 7 }
  ])
})

test('an unreadable body counts as an empty order', () => {
  for (const rubbish of ['', '{', '{}', '{"items":3}'])
    expect(withoutOrdered(basket, readBody(rubbish))).toEqual(basket)
})
