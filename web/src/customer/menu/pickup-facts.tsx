/* pickup-facts.tsx -- when anything on the menu can be collected, and until when to order what needs notice. Both have
 * their place before they are known, so that nothing moves. */
import type { Pickup, Product } from '../../api/client'
import { useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { momentInWords } from '../../ui/dates'
import { useMenuPickup } from '../pickup/pickup-query'
import { useTimeLeft } from '../pickup/use-time-left'
import { countdownInWords, deadlineInWords, todayOf } from '../pickup/words'

const NOT_KNOWN_YET = '\u00a0'

function Deadline({ pickup, orderBy }: { pickup: Pickup; orderBy: NonNullable<Pickup['order_by']> }) {
  const texts = useTexts()
  const { time_zone: zone } = useShop()
  const left = useTimeLeft(Date.parse(orderBy.at))
  return (
    <>
      {deadlineInWords(orderBy, todayOf(pickup), texts, zone)}
      <span>{countdownInWords(left, texts) || NOT_KNOWN_YET}</span>
    </>
  )
}

export function PickupFacts({ products }: { products: readonly Product[] | undefined }) {
  const texts = useTexts()
  const { data, isError } = useMenuPickup()
  const { pickup: words } = texts
  if (isError && data === undefined) return null
  if (data?.days.length === 0) return null
  const ahead = products?.some(({ lead_days }) => lead_days > 0) === true
  const { earliest = null, order_by: orderBy = null } = data ?? {}
  return (
    <>
      <div className="facts-pickup">
        <dt>{words.earliest}</dt>
        <dd>
          {data === undefined
            ? NOT_KNOWN_YET
            : earliest === null
              ? words.none
              : momentInWords(earliest, todayOf(data), texts)}
        </dd>
      </div>
      {ahead && (data === undefined || orderBy !== null) && (
        <div className="facts-pickup">
          <dt>{words.ahead}</dt>
          <dd>{data && orderBy ? <Deadline pickup={data} orderBy={orderBy} /> : NOT_KNOWN_YET}</dd>
        </div>
      )}
    </>
  )
}
