/* time.ts -- times in the shop's zone: its morning is not that of a browser abroad. */

type Options = Intl.DateTimeFormatOptions

const formats = new Map<string, Intl.DateTimeFormat>()

/* A browser may be older than a zone. */
function formatIn(language: string, zone: string, options: Options): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: zone })
  } catch {
    return new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
  }
}

/* British English puts the day before the month. */
export function formatTime(at: number, language: string, zone: string, options: Options): string {
  const key = JSON.stringify([language, zone, options])
  let format = formats.get(key)
  if (format === undefined) {
    format = formatIn(language === 'en' ? 'en-GB' : language, zone, options)
    formats.set(key, format)
  }
  return format.format(at)
}

/* "7:05": 24 hours without a leading zero, which Intl does not write. */
export const formatClock = (at: number, zone: string): string =>
  formatTime(at, 'en', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).replace(/^0/, '')
