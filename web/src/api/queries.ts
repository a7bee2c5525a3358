/* queries.ts -- the server's state, as TanStack Query keeps it. */
import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { getProducts, getShop, type Product, type Shop } from './client'
import { offersPickup } from '../ui/hours'
import { pageData } from './page-data'
import { Problem } from './problem'

/* The server caches the list for as long as nothing is changed; a minute is how old a price in the window may be. */
const PRODUCTS_FRESH_MS = 60_000
const RETRIES = 2

const loadedAt = Date.now()

const mayRetry = (failures: number, error: Error) => failures < RETRIES && error instanceof Problem && error.passes

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, staleTime: PRODUCTS_FRESH_MS } }
})

/* What is shown until the shop's own facts are known. */
const NAMELESS: Shop = {
  name: '',
  address: '',
  phone: '',
  currency: 'EUR',
  language: 'en',
  time_zone: 'UTC',
  opening_hours: { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
  today: { date: '', hours: [], reason: null },
  open_until: null,
  next_opening: null,
  other_hours: [],
  categories: []
}

export function useShop(): Shop {
  const { data } = useQuery({
    queryKey: ['shop'],
    queryFn: ({ signal }) => getShop(signal),
    initialData: pageData.shop,
    initialDataUpdatedAt: loadedAt
  })
  return data ?? NAMELESS
}

const inPlace = (products: Product[]) => products.toSorted((a, b) => a.place - b.place)

/* Without pickup, there is no other day for what is sold out today. */
const forToday = (products: Product[]) => inPlace(products).map((product) => ({ ...product, sold_out_today: false }))

/* The list as this shop has it. */
export const useListReader = () => (offersPickup(useShop()) ? inPlace : forToday)

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: ({ signal }) => getProducts(signal),
  initialData: pageData.products,
  initialDataUpdatedAt: loadedAt,
  refetchInterval: PRODUCTS_FRESH_MS,
  // Parts of a page that come and go with the failure must not each ask again.
  retryOnMount: false
})

/* The list on sale; read again every minute, on focus, and when the connection is back. */
export function useProducts() {
  const select = useListReader()
  return useQuery({ ...productsQuery, select })
}

/* Whether there is no list because an attempt to read it failed, or cannot be made; also while another one runs. */
export function useProductsFailed(): boolean {
  const { data, errorUpdateCount, fetchStatus } = useProducts()
  return data === undefined && (errorUpdateCount > 0 || fetchStatus === 'paused')
}

export function useProduct(id: number): Product | undefined {
  const { data } = useProducts()
  return data?.find((product) => product.id === id)
}
