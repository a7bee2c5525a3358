import { describe, expect, it } from 'vitest'
import { de } from './de'
import { germanOrderTexts } from './de-orders'
import { en } from './en'
import { orderTexts } from './en-orders'
import { pickLanguage } from './language'
import { staffDe } from '../staff/texts/de'
import { staffEn } from '../staff/texts/en'

describe('the language', () => {
  it('is the chosen one, else the first of the browser that we have, else English', () => {
    expect(pickLanguage('de', ['en-GB'])).toBe('de')
    expect(pickLanguage(null, ['fr-FR', 'DE-at', 'en'])).toBe('de')
    expect(pickLanguage(null, ['en-US', 'de'])).toBe('en')
    expect(pickLanguage('fr', ['fr'])).toBe('en')
    expect(pickLanguage(null, [])).toBe('en')
  })
})

/* All strings of a tree of texts; what takes arguments is not called. */
function strings(texts: object): string[] {
  return Object.values(texts).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? strings(value) : []
  })
}

describe('the texts', () => {
  it.each([
    ['English', en],
    ['German', de],
    ['English for orders', orderTexts],
    ['German for orders', germanOrderTexts],
    ['English for the staff', staffEn],
    ['German for the staff', staffDe]
  ])('in %s leave nothing empty, shout nothing and point no typewriter quotes', (_name, texts) => {
    for (const text of strings(texts)) {
      expect(text.trim()).toBe(text)
      expect(text).not.toBe('')
      expect(text).not.toMatch(/[!'"]|\.\.\./)
    }
  })
})
