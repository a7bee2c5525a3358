/* drawing-of.ts -- which of our drawings shows a product. */
import { names } from 'virtual:drawings'
import type { Product } from '../api/client'

export type Pictured = Pick<Product, 'image' | 'category'>

const BY_CATEGORY: Readonly<Record<string, string>> = {
  bread: 'sourdough',
  pastry: 'croissant',
  cake: 'blueberry-muffin',
  biscuit: 'cookie',
  drink: 'cappuccino'
}

/* null: the product's picture is none of ours. Without a picture it gets the drawing of its category. */
export function drawingOf({ image, category }: Pictured): string | null {
  if (image === null) return BY_CATEGORY[category] ?? 'sourdough'
  const name = /^\/drawings\/([a-z-]+)\.svg$/.exec(image)?.[1]
  return name !== undefined && names.includes(name) ? name : null
}
