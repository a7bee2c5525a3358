/* use-weekday.ts -- the weekday of the shop's today, in the customer's words; '': not known yet. They are texts because the
 * first use of Intl's dates takes 40 ms, on a phone 150, just when the page is to be painted. */
import { useShop } from '../api/queries'
import { useTexts } from '../texts'

export function useWeekday(): string {
  const { weekdays } = useTexts()
  const { today } = useShop()
  return weekdays[new Date(`${today.date}T00:00Z`).getUTCDay()] ?? ''
}
