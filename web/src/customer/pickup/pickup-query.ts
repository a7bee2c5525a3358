/* pickup-query.ts -- when the basket, or anything on the menu, can be collected, as TanStack Query keeps it. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { getPickup } from '../../api/client'
import { useProducts } from '../../api/queries'
import { isOrderable, itemsOf } from '../basket/basket'
import { useBasket } from '../basket/store'

const ASK_AGAIN_MS = 60_000
/* Another page that shows the same needs no request of its own; a window that gets the focus does. */
const FRESH_MS = 5_000

export const pickupQuery = (items: string) =>
  queryOptions({
    queryKey: ['pickup', items],
    queryFn: ({ signal }) => getPickup(items, signal),
    staleTime: FRESH_MS,
    refetchInterval: ASK_AGAIN_MS
  })

export const useMenuPickup = () => useQuery(pickupQuery(''))

/* Without the lines that cannot be had: the server knows nothing of them. While a changed basket is asked about, the
 * answer for the former one stays. */
export function useBasketPickup() {
  const basket = useBasket()
  const { data: products } = useProducts()
  const had = products
    ? basket.filter((line) => products.some((product) => product.id === line.id && isOrderable(product)))
    : basket
  const items = itemsOf(had)
  return { items, ...useQuery({ ...pickupQuery(items), enabled: items !== '', placeholderData: keepPreviousData }) }
}
