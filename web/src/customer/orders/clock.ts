/* clock.ts -- hooks for what changes by itself: the seconds until something happens, and the connection. */
import { useEffect, useState, useSyncExternalStore } from 'react'

const SECOND_MS = 1000

/* null if nothing is due. */
export function useSecondsUntil(at: number | null): number | null {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === null) return
    const tick = () => {
      setNow(Date.now())
    }
    const first = setTimeout(tick)
    const timer = setInterval(tick, SECOND_MS)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [at])
  return at === null ? null : Math.max(0, Math.ceil((at - now) / SECOND_MS))
}

function watchConnection(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

export const useOnline = (): boolean => useSyncExternalStore(watchConnection, () => navigator.onLine)
