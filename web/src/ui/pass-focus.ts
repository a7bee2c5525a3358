/* pass-focus.ts -- moves the focus of a button that disappears to the title of the page, or to something nearer. */
import { useLayoutEffect, useRef } from 'react'

export function usePassFocus(to = 'h1') {
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const held = button.current
    return () => {
      if (held === null || held !== document.activeElement) return
      setTimeout(() => document.querySelector<HTMLElement>(to)?.focus()) // once the page has what takes its place
    }
  }, [to])
  return button
}
