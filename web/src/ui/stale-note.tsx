/* stale-note.tsx -- says that the list in view is an old one: the device is offline, or the shop does not answer. */
import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useProducts, useShop } from '../api/queries'
import { useTexts } from '../texts'
import { formatClock } from './time'
import { Note } from './note'

const useOnline = () =>
  useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline()
  )

export function StaleNote() {
  const { trouble } = useTexts()
  const { time_zone: zone } = useShop()
  const { dataUpdatedAt, isRefetchError } = useProducts()
  const online = useOnline()
  if (online && !isRefetchError) return null
  return (
    <Note kind="caution" heading={online ? trouble.unreachable : trouble.offline} className="stale-note" live>
      <p>{trouble.asOf(formatClock(dataUpdatedAt, zone))}</p>
    </Note>
  )
}
