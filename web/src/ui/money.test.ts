import { describe, expect, it } from 'vitest'
import { formatMoney, toCents } from './money'

describe('money', () => {
  it('becomes exact cents, whatever the float next to it is', () => {
    const all = Array.from({ length: 1_000_001 }, (_, cents) => cents)
    expect(all.filter((cents) => toCents(Number((cents / 100).toFixed(2))) !== cents)).toEqual([])
    expect([1.15, 2.75, 4.35, 8.2, 10000, 0.01].map(toCents)).toEqual([115, 275, 435, 820, 1_000_000, 1])
  })

  it('is written as the language and the currency ask, always with two decimals', () => {
    expect(formatMoney(640, 'EUR', 'en')).toBe('€6.40')
    expect(formatMoney(123_400, 'EUR', 'en')).toBe('€1,234.00')
    expect(formatMoney(640, 'EUR', 'de')).toBe('6,40\u00a0€')
    expect(formatMoney(5, 'GBP', 'en')).toBe('£0.05')
    expect(formatMoney(35_000, 'JPY', 'en')).toBe('¥350.00')
  })
})
