/* shelf.ts -- the order of shelves and products on the menu. */
import type { Allergen, Product } from '../../api/client'
import { matches } from '../../ui/search'

/* The order of shelves; other categories follow alphabetically. */
const ORDER = ['bread', 'pastry', 'cake', 'biscuit', 'drink']

export interface Shelf {
  category: string
  products: readonly Product[]
}

const rank = (category: string) => {
  const known = ORDER.indexOf(category)
  return known < 0 ? ORDER.length : known
}

const byPlace = (a: Shelf, b: Shelf) => rank(a.category) - rank(b.category) || a.category.localeCompare(b.category)

/* Puts sold-out products last. */
export const soldOutLast = (products: readonly Product[]): Product[] => [
  ...products.filter(({ available }) => available),
  ...products.filter(({ available }) => !available)
]

export function shelvesOf(products: readonly Product[]): Shelf[] {
  const byCategory = new Map<string, Product[]>()
  for (const product of products) {
    const shelf = byCategory.get(product.category)
    if (shelf === undefined) byCategory.set(product.category, [product])
    else shelf.push(product)
  }
  return Array.from(byCategory, ([category, some]) => ({ category, products: soldOutLast(some) })).toSorted(byPlace)
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
