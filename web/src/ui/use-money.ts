/* use-money.ts -- writes cents in the shop's currency and the customer's language. */
import { useShop } from '../api/queries'
import { formatMoney } from './money'
import { useLanguage } from '../texts'

export function useMoney(): (cents: number) => string {
  const { currency } = useShop()
  const { language } = useLanguage()
  return (cents) => formatMoney(cents, currency, language)
}
