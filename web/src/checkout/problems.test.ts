import { describe, expect, test } from 'vitest'
import { changedLines, readRefusal } from './problems'

const refused = (...pointers: string[]) =>
  readRefusal(
    pointers.map((pointer) => ({ pointer, detail: 'is wrong' })),
    [1, 3]
  )

describe('a refusal', () => {
  test('of a field goes to the field', () => {
    expect(refused('/customer_email', '/customer_name')).toEqual({
      fields: ['email', 'name'],
      lines: [],
      other: false
    })
  })

  test('of an item goes to the line of its product, with its repair', () => {
    expect(refused('/items/1/product_id', '/items/0/quantity').lines).toEqual([
      { productId: 3, kind: 'gone' },
      { productId: 1, kind: 'quantity', take: 99 }
    ])
  })

  test.each(['', '/items', '/items/2/product_id', '/items/x', '/items/0/colour', '/payment/token'])(
    'of %j, which the page has no place for, is told in general',
    (pointer) => {
      expect(refused(pointer)).toEqual({ fields: [], lines: [], other: true })
    }
  )

  test('without a reason is told in general', () => {
    expect(refused().other).toBe(true)
  })
})

describe('a basket beside the list of today', () => {
  const lines = [
    { productId: 1, quantity: 2, priceCents: 350 },
    { productId: 3, quantity: 1, priceCents: 275 }
  ]
  const onSale = (id: number, priceCents: number, available = true) => ({ id, priceCents, available })

  test('that agrees has no problem', () => {
    expect(changedLines(lines, [onSale(3, 275), onSale(1, 350), onSale(9, 100)])).toEqual([])
  })

  test('names what is gone, what is sold out and what costs another price', () => {
    expect(changedLines(lines, [onSale(3, 275, false)])).toEqual([
      { productId: 1, kind: 'gone' },
      { productId: 3, kind: 'sold_out' }
    ])
    expect(changedLines(lines, [onSale(1, 360), onSale(3, 275)])).toEqual([
      { productId: 1, kind: 'price', priceCents: 360 }
    ])
  })
})
