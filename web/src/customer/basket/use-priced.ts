/* use-priced.ts -- the basket at the prices of the list as it is now. */
import { useMemo } from 'react'
import { useProducts } from '../../api/queries'
import { chosenCents, countOf, price, type PricedBasket } from './basket'
import { useBasket } from './store'

/* undefined while the list is not known. */
export function usePricedBasket(): PricedBasket | undefined {
  const basket = useBasket()
  const { data } = useProducts()
  return useMemo(() => data && price(basket, data), [basket, data])
}

/* Number and cost of available products; until the list is known, as the customer saw them when choosing. */
export function useBasketSum(): { count: number; totalCents: number } {
  const basket = useBasket()
  const priced = usePricedBasket()
  return priced ?? { count: countOf(basket), totalCents: chosenCents(basket) }
}
