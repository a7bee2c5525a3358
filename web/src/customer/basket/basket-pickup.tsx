/* basket-pickup.tsx -- the earliest pickup of the whole basket, and why it is not sooner. It has its place before it is
 * known, so that nothing moves. */
import { useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { momentInWords } from '../../ui/dates'
import { hasHours } from '../../ui/hours'
import { useBasketPickup } from '../pickup/pickup-query'
import { becauseInWords, todayOf } from '../pickup/words'
import { useBasket } from './store'

export function BasketPickup() {
  const texts = useTexts()
  const { pickup: words } = texts
  const { opening_hours: hours } = useShop()
  const basket = useBasket()
  const { data, isError, isPlaceholderData } = useBasketPickup()
  if (data === undefined) return isError || !hasHours(hours) ? null : <p className="lead basket-pickup">{'\u00a0'}</p>
  if (data.days.length === 0) return null
  const because = becauseInWords(data, (id) => basket.find((line) => line.id === id)?.name, texts)
  return (
    <p className="lead basket-pickup" aria-busy={isPlaceholderData}>
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
