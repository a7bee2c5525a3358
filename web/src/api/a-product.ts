/* a-product.ts -- a product for tests, which change what they are about. */
import type { Product } from './client'

export const aProduct: Product = {
  id: 1,
  name: 'Bun',
  description: '',
  price: 2.5,
  category: 'pastry',
  image: null,
  photo: null,
  available: true,
  size: '',
  ingredients: '',
  allergens: null,
  lead_days: 0,
  place: 0,
  sold_out_today: false
}
