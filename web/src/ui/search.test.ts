import { describe, expect, it } from 'vitest'
import { mark, matches, wordsOf } from './search'

const finds = (text: string, query: string) => matches([text], wordsOf(query))
const shown = (text: string, query: string) =>
  mark(text, wordsOf(query))
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

describe('search', () => {
  it('finds parts of words without regard to case and accents, on either side', () => {
    expect(finds('Chocolate Éclair', 'ECL')).toBe(true)
    expect(finds('Chocolate E\u0301clair', 'écl')).toBe(true)
    expect(finds('Chocolate Eclair', 'écl')).toBe(true)
    expect(finds('Country Sourdough', 'choc')).toBe(false)
  })

  it('wants each word, in any order and in any of the texts', () => {
    expect(matches(['Oat Cookie', 'Rolled oats, brown sugar'], wordsOf('sugar  oat'))).toBe(true)
    expect(matches(['Oat Cookie', 'Rolled oats, brown sugar'], wordsOf('oat rye'))).toBe(false)
  })

  it('finds everything with an empty search', () => {
    expect(wordsOf('   ')).toEqual([])
    expect(finds('Baguette', '  ')).toBe(true)
  })
})

describe('marks', () => {
  it('stand on the letters as they are written', () => {
    expect(shown('Chocolate Éclair', 'ecl')).toBe('Chocolate [Écl]air')
    expect(shown('E\u0301clair', 'ecl')).toBe('[Écl]air')
    expect(shown('🥐 Croissant', 'cro')).toBe('🥐 [Cro]issant')
  })

  it('join where matches touch or overlap', () => {
    expect(shown('banana', 'ana')).toBe('b[anana]')
    expect(shown('Oat Cookie', 'oat cook')).toBe('[Oat] [Cook]ie')
  })

  it('do not change text without a match', () => {
    expect(mark('Baguette', wordsOf('zz'))).toEqual([{ text: 'Baguette', marked: false }])
  })
})
