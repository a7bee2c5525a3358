/* use-weekday.ts -- the weekday of the list in view, in the customer's words. They are texts because the first use of
 * Intl's dates takes 40 ms, on a phone 150, just when the page is to be painted. */
import { useProducts } from '../api/queries'
import { useTexts } from '../texts'

const openedAt = Date.now()

export function useWeekday(): string {
  const { weekdays } = useTexts()
  const { dataUpdatedAt } = useProducts()
  return weekdays[new Date(dataUpdatedAt || openedAt).getDay()] ?? ''
}
