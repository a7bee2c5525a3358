/* orders.ts -- all words, with those of checkout, an order's page and 'your orders'; they come with these pages, in all
 * languages. */
import { germanOrderTexts } from './de-orders'
import { orderTexts } from './en-orders'
import { useLanguage, type Texts } from './index'

const ours = { en: orderTexts, de: germanOrderTexts }

export type OrderTexts = Texts & typeof orderTexts

export function useOrderTexts(): OrderTexts {
  const { language, texts } = useLanguage()
  return { ...texts, ...ours[language] }
}
