/* announce.ts -- speaks to screen readers through the two live regions that stand in index.html from the first paint.
 *
 * A text is set a moment after the change it tells of, once a second at most, the newest wins; the same text twice is
 * read twice.
 */
const DELAY_MS = 100
const PAUSE_MS = 1000

type Urgency = 'polite' | 'assertive'

interface Region {
  timer: ReturnType<typeof setTimeout> | undefined
  lastAt: number
}

const regions: Record<Urgency, Region> = {
  polite: { timer: undefined, lastAt: -PAUSE_MS },
  assertive: { timer: undefined, lastAt: -PAUSE_MS }
}

const NO_BREAK_SPACE = '\u00a0'

function speak(urgency: Urgency, text: string): void {
  const element = document.getElementById(`announce-${urgency}`)
  regions[urgency].lastAt = performance.now()
  if (element !== null) element.textContent = element.textContent === text ? text + NO_BREAK_SPACE : text
}

export function announce(text: string, urgency: Urgency = 'polite'): void {
  const region = regions[urgency]
  const wait = Math.max(DELAY_MS, region.lastAt + PAUSE_MS - performance.now())
  clearTimeout(region.timer)
  region.timer = setTimeout(() => {
    speak(urgency, text)
  }, wait)
}
