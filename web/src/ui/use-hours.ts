/* use-hours.ts -- the shop's opening hours in the customer's words; '': not said. */
import { useShop } from '../api/queries'
import { useLanguage, useTexts } from '../texts'
import { nowInWords, weekInWords } from './hours'

export function useHours(): { week: string; now: string } {
  const texts = useTexts()
  const { language } = useLanguage()
  const shop = useShop()
  return { week: weekInWords(shop.opening_hours, texts.days), now: nowInWords(shop, texts, language) }
}
