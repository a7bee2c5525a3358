/* order-track.tsx -- the steps of an order: done, current and to come. */
import { useState } from 'react'
import type { Order } from '../../api/client'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { useOrderTexts } from '../../texts/orders'
import { trackOf, type OrderState, type Step } from './states'
import { formatWhen } from './when'

export function OrderTrack({ order, state }: { order: Order; state: OrderState }) {
  const { order: words } = useOrderTexts()
  const { language } = useLanguage()
  const { time_zone: zone } = useShop()
  const [now] = useState(Date.now)
  const track = trackOf(state)
  const current = state.step === null ? -1 : track.indexOf(state.step)
  const isLast = current === track.length - 1

  /* The API has the times of placing and of the last change, not of the steps between. */
  function timeOf(step: Step): string | null {
    const at = step === 'received' ? order.created_at : step === state.step ? order.updated_at : null
    return at === null ? null : formatWhen(Date.parse(at), now, language, zone)
  }

  function kindOf(index: number): string {
    if (index < current || (index === current && isLast)) return 'done'
    return index === current ? 'now' : 'later'
  }

  if (track.length === 0) return null
  return (
    <ol className="track" aria-label={words.track}>
      {track.map((step, index) => (
        <li
          key={step}
          className={`track-step track-${kindOf(index)}`}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="track-name">{words.steps[step]}</span>
          {index < current && <span className="visually-hidden"> {words.done}</span>}{' '}
          <span className="track-time">{timeOf(step)}</span>
        </li>
      ))}
    </ol>
  )
}
