/* shelf.ts -- the order of shelves and products on the menu. */
import type { Allergen, Product, Shop } from '../../api/client'
import { matches } from '../../ui/search'

export interface Shelf {
  category: string
  products: readonly Product[]
}

/* Puts sold-out products last. */
export const soldOutLast = (products: readonly Product[]): Product[] => [
  ...products.filter(({ available }) => available),
  ...products.filter(({ available }) => !available)
]

/* In the order of the shop's categories. One that is so new that the shop does not tell it yet is the last. */
export function shelvesOf(products: readonly Product[], { categories }: Pick<Shop, 'categories'>): Shelf[] {
  const byCategory = new Map<string, Product[]>(categories.map(({ key }) => [key, []]))
  for (const product of products) {
    const shelf = byCategory.get(product.category)
    if (shelf === undefined) byCategory.set(product.category, [product])
    else shelf.push(product)
  }
  return Array.from(byCategory, ([category, some]) => ({ category, products: soldOutLast(some) })).filter(
    (shelf) => shelf.products.length > 0
  )
}

export interface Choice {
  category: string | null // null: all
  words: readonly string[] // folded, see search.ts
  without?: readonly Allergen[]
}

/* Whether a product is known to have no trace of these: what is not declared may contain anything. */
export const isFreeOf = ({ allergens }: Product, without: readonly Allergen[]): boolean =>
  without.length === 0 ||
  (allergens !== null &&
    without.every((name) => !allergens.contains.includes(name) && !allergens.may_contain.includes(name)))

const holds = ({ name, description }: Product, words: readonly string[]) => matches([name, description], words)

export const choose = (products: readonly Product[], { category, words, without = [] }: Choice): Product[] =>
  products.filter(
    (product) =>
      (category === null || product.category === category) && holds(product, words) && isFreeOf(product, without)
  )

/* The allergens that occur, the commonest first, with the number of products that may have them. */
export function occurring(products: readonly Product[]): { name: Allergen; count: number }[] {
  const counts = new Map<Allergen, number>()
  for (const { allergens } of products)
    for (const name of [...(allergens?.contains ?? []), ...(allergens?.may_contain ?? [])])
      counts.set(name, (counts.get(name) ?? 0) + 1)
  return Array.from(counts, ([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count)
}

/* The URL of the menu with a choice. */
export function menuAddress(category: string | null, query: string, without: readonly string[] = []): string {
  const params = new URLSearchParams()
  if (category !== null) params.set('category', category)
  if (query !== '') params.set('q', query)
  if (without.length > 0) params.set('without', without.join(' '))
  const search = params.toString()
  return search === '' ? '/' : `/?${search}`
}

export interface Address {
  category: string | null
  query: string
  without: readonly Allergen[]
}

export function readAddress(search: string): Address {
  const params = new URLSearchParams(search)
  return {
    category: params.get('category') || null,
    query: params.get('q') ?? '',
    // A name that nothing has hides what is not declared, and nothing else.
    without: (params.get('without') ?? '').split(' ').filter((name) => name !== '') as Allergen[]
  }
}

/* Three others of the category, available ones first, starting with those after the product. */
export function neighboursOf(product: Product, products: readonly Product[], count = 3): Product[] {
  const shelf = products.filter(({ category }) => category === product.category)
  const at = shelf.findIndex(({ id }) => id === product.id)
  return soldOutLast([...shelf.slice(at + 1), ...shelf.slice(0, at)]).slice(0, count)
}
