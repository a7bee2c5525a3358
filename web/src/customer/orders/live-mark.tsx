/* live-mark.tsx -- shows whether the page still follows its order, and when it next tries to reconnect. */
import { useEffect, useRef } from 'react'
import { useShop } from '../../api/queries'
import { useOrderTexts } from '../../texts/orders'
import { formatClock } from '../../ui/time'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { useSecondsUntil } from './clock'
import type { LiveMode, LiveView } from './follow'

const isLost = (mode: LiveMode) => mode === 'lost' || mode === 'offline'

/* A loss that is shorter than this is not announced. */
const LOST_MS = 4000

function useSpokenLoss(mode: LiveMode): void {
  const { live } = useOrderTexts()
  const spoken = useRef(false)
  useEffect(() => {
    if (mode === 'live' && spoken.current) {
      spoken.current = false
      announce(live.back)
    }
    if (!isLost(mode)) return
    const timer = setTimeout(() => {
      spoken.current = true
      announce(mode === 'offline' ? live.offline : live.lost)
    }, LOST_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [mode, live])
}

function NextCheck({ nextCheckAt }: { nextCheckAt: number | null }) {
  const { live } = useOrderTexts()
  const seconds = useSecondsUntil(nextCheckAt)
  return seconds === null ? live.trying : live.retryIn(Math.max(1, seconds))
}

export function LiveMark({ live }: { live: LiveView & { checkNow: () => void } }) {
  const { live: words, orders } = useOrderTexts()
  const { time_zone: zone } = useShop()
  const { mode, checkedAt, nextCheckAt, checkNow } = live
  useSpokenLoss(mode)
  if (mode === 'ended') return null
  if (mode === 'gone') return <p className="live">{orders.gone}</p>
  return (
    <div className={`live live-${mode}`}>
      <p className="live-words">
        {words[mode]} {mode === 'lost' && <NextCheck nextCheckAt={nextCheckAt} />}{' '}
        {checkedAt !== null && (
          <span className="live-checked">
            {words.checked} {formatClock(checkedAt, zone)}
          </span>
        )}
      </p>
      {isLost(mode) && (
        <Button look="link" onClick={checkNow}>
          {words.checkNow}
        </Button>
      )}
    </div>
  )
}
