/* basket-pickup.tsx -- the earliest pickup of the whole basket, and why it is not sooner. It has its place before it is
 * known, so that nothing moves. */
import { useProducts, useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { momentInWords } from '../../ui/dates'
import { offersPickup } from '../../ui/hours'
import { useBasketPickup } from '../pickup/pickup-query'
import { becauseInWords, todayOf } from '../pickup/words'
import { useBasket } from './store'

export function BasketPickup() {
  const texts = useTexts()
  const { pickup: words } = texts
  const shop = useShop()
  const basket = useBasket()
  const { data: products } = useProducts()
  const { data, isError, isPlaceholderData } = useBasketPickup()
  const later = products?.filter(({ lead_days, sold_out_today }) => lead_days > 0 || sold_out_today)
  const hasReason = basket.some((line) => later?.some(({ id }) => id === line.id))
  const className = hasReason ? 'lead basket-pickup basket-pickup-long' : 'lead basket-pickup'
  if (data === undefined) return isError || !offersPickup(shop) ? null : <p className={className}>{'\u00a0'}</p>
  if (data.days.length === 0) return null
  const because = becauseInWords(data, (id) => basket.find((line) => line.id === id)?.name, texts)
  return (
    <p className={className} aria-busy={isPlaceholderData}>
      {data.earliest === null ? (
        words.nothing
      ) : (
        <>
          {words.forAll} <strong>{momentInWords(data.earliest, todayOf(data), texts)}</strong>
          {because !== null && `, ${because}.`}
        </>
      )}
    </p>
  )
}
