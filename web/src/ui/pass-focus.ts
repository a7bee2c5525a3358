/* pass-focus.ts -- moves the focus of a button that disappears to the title of the page. */
import { useLayoutEffect, useRef } from 'react'

export function usePassFocus() {
  const button = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const held = button.current
    return () => {
      if (held === null || held !== document.activeElement) return
      setTimeout(() => document.querySelector<HTMLElement>('h1')?.focus()) // once the page has what takes its place
    }
  }, [])
  return button
}
