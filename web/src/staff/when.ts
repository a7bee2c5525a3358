/* when.ts -- how long ago something was, in words. */
const STEPS = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400]
] as const

export function formatAgo(iso: string, language: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000))
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const step = STEPS.findLast(([, size]) => seconds >= size)
  if (step === undefined) return format.format(0, 'second')
  const [unit, size] = step
  return format.format(-Math.round(seconds / size), unit)
}
