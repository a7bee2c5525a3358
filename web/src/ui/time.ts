/* time.ts -- times as the customer says them; in the device's time zone. */

/* "7:05": 24 hours without a leading zero, which Intl does not write in English. */
export function formatClock(at: number): string {
  const date = new Date(at)
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`
}
