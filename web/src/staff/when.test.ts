import { describe, expect, it } from 'vitest'
import { formatAgo } from './when'

const at = (secondsAgo: number, language = 'en') => {
  const now = Date.parse('2026-04-18T14:30:00.250Z')
  return formatAgo(new Date(now - secondsAgo * 1000).toISOString(), language, now)
}

describe('how long ago', () => {
  it('is said in the largest unit that fits', () => {
    expect(at(0)).toBe('now')
    expect(at(59)).toBe('now')
    expect(at(60)).toBe('1 minute ago')
    expect(at(3599)).toBe('60 minutes ago')
    expect(at(3600)).toBe('1 hour ago')
    expect(at(86_400)).toBe('yesterday')
    expect(at(120, 'de')).toBe('vor 2 Minuten')
  })

  it('is never in the future, whatever the clock of the device says', () => {
    expect(at(-500)).toBe('now')
  })
})
