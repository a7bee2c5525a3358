import { describe, expect, it } from 'vitest'
import type { Allergen, Product } from '../../api/client'
import { aProduct } from '../../api/a-product'
import { wordsOf } from '../../ui/search'
import { choose, menuAddress, neighboursOf, occurring, readAddress, shelvesOf } from './shelf'

const product = (id: number, category: string, available = true): Product => ({
  ...aProduct,
  id,
  name: `Bun ${id}`,
  description: 'With seeds',
  price: 2.5,
  category,
  image: null,
  available
})

const ids = (products: readonly Product[]) => products.map(({ id }) => id)

describe('the shelves', () => {
  const shop = (...keys: string[]) => ({ categories: keys.map((key) => ({ key, names: {} })) })

  it('stand in the order of the shop, without those that are empty, and new ones after them', () => {
    const shelves = shelvesOf(
      ['vegan', 'drink', 'bread'].map((category, i) => product(i + 1, category)),
      shop('bread', 'cake', 'drink')
    )
    expect(shelves.map(({ category }) => category)).toEqual(['bread', 'drink', 'vegan'])
  })

  it('have sold-out products last, and the others in the order of the list', () => {
    const [shelf] = shelvesOf([product(1, 'bread', false), product(2, 'bread'), product(3, 'bread')], shop('bread'))
    expect(ids(shelf!.products)).toEqual([2, 3, 1])
  })
})

describe('a choice', () => {
  const products = [product(1, 'bread'), product(2, 'cake'), product(12, 'cake')]

  it('is by category, by words in name or description, and by both', () => {
    expect(ids(choose(products, { category: 'cake', words: [] }))).toEqual([2, 12])
    expect(ids(choose(products, { category: null, words: wordsOf('seed bun 1') }))).toEqual([1, 12])
    expect(ids(choose(products, { category: 'cake', words: wordsOf('1') }))).toEqual([12])
  })

  it.each([
    [null, ''],
    ['cake', ''],
    [null, 'crème & co'],
    ['tea & toast', '50 %']
  ])('of %j and %j is kept by the address', (category, query) => {
    const address = new URL(menuAddress(category, query), 'http://shop')
    expect(address.pathname).toBe('/')
    expect(readAddress(address.search)).toEqual({ category, query, without: [] })
  })

  it('of what to leave out is kept by the address', () => {
    const address = new URL(menuAddress('cake', '', ['milk', 'brazil-nut']), 'http://shop')
    expect(readAddress(address.search)).toEqual({ category: 'cake', query: '', without: ['milk', 'brazil-nut'] })
  })

  it('leaves out what contains it, what may contain it, and what is not declared', () => {
    const declared = (id: number, contains: Allergen[], may_contain: Allergen[] = []) => ({
      ...product(id, 'cake'),
      allergens: { contains, may_contain }
    })
    const all = [
      product(1, 'cake'),
      declared(2, ['milk']),
      declared(3, [], ['milk']),
      declared(4, ['egg']),
      declared(5, [])
    ]
    const without = (...names: Allergen[]) => ids(choose(all, { category: null, words: [], without: names }))
    expect(without()).toEqual([1, 2, 3, 4, 5])
    expect(without('milk')).toEqual([4, 5])
    expect(without('milk', 'egg')).toEqual([5])
    expect(without('fish')).toEqual([2, 3, 4, 5])
    expect(occurring(all)).toEqual([
      { name: 'milk', count: 2 },
      { name: 'egg', count: 1 }
    ])
  })
})

describe('neighbours', () => {
  it('go on round the shelf, without the product itself, sold out ones last', () => {
    const shelf = [1, 2, 3, 4, 5].map((id) => product(id, 'bread', id !== 5))
    expect(ids(neighboursOf(shelf[3]!, [...shelf, product(9, 'cake')]))).toEqual([1, 2, 3])
    expect(ids(neighboursOf(shelf[2]!, shelf, 4))).toEqual([4, 1, 2, 5])
    expect(neighboursOf(shelf[0]!, [shelf[0]!])).toEqual([])
  })
})
