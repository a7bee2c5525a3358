/* stale-bar.tsx -- says across the page that what it shows may be old, and when it was read: the server or its database
 * does not answer, or the device is offline. It asks again every few seconds, and at once by its button. */
import { notifyManager, onlineManager, useIsFetching, type Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { queryClient, useShop } from '../api/queries'
import { Button } from '../ui/button'
import { formatClock } from '../ui/time'
import { useStaffTexts } from './texts'

const ASK_AGAIN_MS = 5000
const SHOWN = { queryKey: ['staff'], type: 'active' } as const

const cache = queryClient.getQueryCache()

const askAll = () => void queryClient.refetchQueries(SHOWN, { cancelRefetch: false })

/* An attempt to read it again has failed; there may be another one under way. */
const hasFailed = ({ state }: Query) => state.status === 'error' || state.fetchFailureCount > 0

const askFailed = () => void queryClient.refetchQueries({ ...SHOWN, predicate: hasFailed }, { cancelRefetch: false })

function watch(listener: () => void): () => void {
  const ends = [cache.subscribe(notifyManager.batchCalls(listener)), onlineManager.subscribe(listener)]
  return () => {
    for (const end of ends) end()
  }
}

/* When the oldest part of the page was read; null: all of it could be read again. */
function staleSince(): number | null {
  const read = cache.findAll(SHOWN).filter(({ state }) => state.data !== undefined)
  if (onlineManager.isOnline() && !read.some(hasFailed)) return null
  return Math.min(...read.map(({ state }) => state.dataUpdatedAt))
}

export function StaleBar() {
  const { stale } = useStaffTexts()
  const { time_zone: zone } = useShop()
  const since = useSyncExternalStore(watch, staleSince)
  const asking = useIsFetching(SHOWN) > 0
  const isStale = since !== null

  useEffect(() => {
    if (!isStale) return
    const timer = setInterval(askFailed, ASK_AGAIN_MS)
    return () => {
      clearInterval(timer)
    }
  }, [isStale])

  if (!isStale) return null
  return (
    <div className="stale-bar" role="alert">
      <p>
        <strong>{stale.title}</strong> {onlineManager.isOnline() ? stale.server : stale.offline}{' '}
        {stale.asOf(formatClock(since, zone))}
      </p>
      <Button busy={asking} onClick={askAll}>
        {stale.again}
      </Button>
    </div>
  )
}
