/* sold-out-today.tsx -- for a product that is sold out today only: when it can be had again. */
import { useQuery } from '@tanstack/react-query'
import type { Product } from '../../api/client'
import { useTexts } from '../../texts'
import { daysFrom, momentInWords, shortDayInWords } from '../../ui/dates'
import { SoldOut } from '../../ui/sold-out'
import { pickupQuery } from '../pickup/pickup-query'
import { todayOf } from '../pickup/words'

const useNextPickup = (product: Product) =>
  useQuery({ ...pickupQuery(`${product.id}:1`), enabled: product.sold_out_today })

/* "tomorrow" or "Saturday"; "another day" as long as nothing is known. */
export function useNextDay(product: Product): string {
  const texts = useTexts()
  const { data } = useNextPickup(product)
  if (!data?.earliest) return texts.pickup.anotherDay
  const today = todayOf(data)
  const { date } = data.earliest
  return daysFrom(today, date) === 1 ? texts.pickup.tomorrow : shortDayInWords(date, today, texts)
}

export function SoldOutToday({ product }: { product: Product }) {
  const texts = useTexts()
  const { data } = useNextPickup(product)
  return (
    <>
      <SoldOut today className="product-sold-out" />
      <p className="product-next">
        {data?.earliest ? texts.pickup.next(momentInWords(data.earliest, todayOf(data), texts)) : '\u00a0'}
      </p>
    </>
  )
}
