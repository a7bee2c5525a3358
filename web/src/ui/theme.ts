/* theme.ts -- light, dark, or as the device is set; chosen in the footer and kept on the device. before-paint.ts
 * applies it when a page loads. */
import { useSyncExternalStore } from 'react'

export const themes = ['device', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const NAME = 'bakery.theme'
const root = document.documentElement
const listeners = new Set<() => void>()

function current(): Theme {
  const { theme } = root.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'device'
}

function keep(theme: Theme): void {
  try {
    if (theme === 'device') localStorage.removeItem(NAME)
    else localStorage.setItem(NAME, theme)
  } catch {
    // It holds until the page is left.
  }
}

/* The browser's own frame follows the page. index.html has a colour for each scheme of the device; a choice is said
 * to both. */
const FRAME = { light: '#F4F5F0', dark: '#0F1330' }

function paintFrame(theme: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = FRAME[theme === 'device' ? (meta.media.includes('dark') ? 'dark' : 'light') : theme]
}

paintFrame(current())

export function chooseTheme(theme: Theme): void {
  if (theme === 'device') delete root.dataset.theme
  else root.dataset.theme = theme
  keep(theme)
  paintFrame(theme)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, current)
