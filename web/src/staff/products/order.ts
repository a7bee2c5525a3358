/* order.ts -- the order of products as customers see them, and how one product moves on its shelf. */
import type { Shop } from '../../api/client'
import type { StaffProduct } from '../api'

export interface StaffShelf {
  category: string
  products: readonly StaffProduct[]
}

const byPlace = (a: StaffProduct, b: StaffProduct) => a.place - b.place || a.id - b.id

/* A category that is so new that the shop does not tell it yet is the last. */
export function staffShelves(
  products: readonly StaffProduct[],
  { categories }: Pick<Shop, 'categories'>
): StaffShelf[] {
  const keys = [...new Set([...categories.map(({ key }) => key), ...products.map(({ category }) => category)])]
  return keys
    .map((category) => ({ category, products: products.filter((one) => one.category === category).toSorted(byPlace) }))
    .filter((shelf) => shelf.products.length > 0)
}

/* One place up or down among those of the shelf that are shown: before which product it goes (null: the end), or
 * undefined where it cannot move. */
export function beforeAfterMove(
  id: number,
  step: -1 | 1,
  shown: readonly StaffProduct[],
  shelf: readonly StaffProduct[]
): number | null | undefined {
  const other = shown[shown.findIndex((one) => one.id === id) + step]
  if (other === undefined) return undefined
  if (step < 0) return other.id
  const next = shelf.filter((one) => one.id !== id)
  return next[next.indexOf(other) + 1]?.id ?? null
}

/* The products with the places that the server will give them. */
export function withMove(products: readonly StaffProduct[], id: number, before: number | null): StaffProduct[] {
  const product = products.find((one) => one.id === id)
  if (product === undefined) return [...products]
  const shelf = products.filter((one) => one.category === product.category && one.id !== id).toSorted(byPlace)
  const at = shelf.findIndex((one) => one.id === before)
  const order = shelf.toSpliced(at < 0 ? shelf.length : at, 0, product).map((one) => one.id)
  return products.map((one) => (order.includes(one.id) ? { ...one, place: order.indexOf(one.id) + 1 } : one))
}
