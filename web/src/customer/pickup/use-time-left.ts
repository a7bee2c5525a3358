/* use-time-left.ts -- the time until a moment, in ms, as often as its words may change. */
import { useEffect, useState } from 'react'

const TICK_MS = 10_000

export function useTimeLeft(at: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now())
    }, TICK_MS)
    return () => {
      clearInterval(timer)
    }
  }, [])
  return at - now
}
