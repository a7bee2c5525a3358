/* page-data.ts -- what the server put in the page, so that the first paint needs no second trip. */
import type { Product, Shop } from './client'

export interface PageData {
  shop?: Shop
  products?: Product[]
}

/* A page that the server did not compose (vite's own) holds a placeholder instead of JSON. */
export function readPageData(text: string): PageData {
  try {
    const { shop, products } = JSON.parse(text) as { shop: Shop; products: Product[] | null }
    return { shop, products: products ?? undefined }
  } catch {
    return {}
  }
}

export const pageData = readPageData(document.getElementById('page-data')?.textContent ?? '')
