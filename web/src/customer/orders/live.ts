/* live.ts -- the order that a page shows, kept up to date in the query cache for as long as the page is open. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { getOrder, type Order } from '../../api/client'
import { OrderFollower, type LiveView } from './follow'
import { orderQuery } from './order-query'

const START: LiveView = { mode: 'connecting', checkedAt: null, nextCheckAt: null }

/* `enabled`: the order is known and can still change. `hidden`: follow it also while the page cannot be seen. */
export function useOrderEvents(id: string, enabled: boolean, hidden: boolean): LiveView & { checkNow: () => void } {
  const queryClient = useQueryClient()
  const follower = useRef<OrderFollower<Order> | null>(null)
  const followsHidden = useRef(hidden)
  const [view, setView] = useState(START)

  useEffect(() => {
    followsHidden.current = hidden
  }, [hidden])

  useEffect(() => {
    if (!enabled) return
    const followed = new OrderFollower<Order>({
      openStream: () => new EventSource(`/api/orders/${encodeURIComponent(id)}/events`),
      read: (signal) => getOrder(id, signal),
      onOrder: (order) => {
        queryClient.setQueryData(orderQuery(id).queryKey, order)
      },
      onView: setView,
      now: Date.now
    })
    const onVisibility = () => {
      followed.setAwake(followsHidden.current || document.visibilityState === 'visible')
    }
    const onOnline = () => {
      followed.setOnline(navigator.onLine)
    }
    follower.current = followed
    onVisibility()
    onOnline()
    document.addEventListener('visibilitychange', onVisibility)
    addEventListener('online', onOnline)
    addEventListener('offline', onOnline)
    return () => {
      followed.stop()
      document.removeEventListener('visibilitychange', onVisibility)
      removeEventListener('online', onOnline)
      removeEventListener('offline', onOnline)
    }
  }, [id, enabled, queryClient])

  const checkNow = useCallback(() => follower.current?.checkNow(), [])
  return { ...view, checkNow }
}
