import { describe, expect, it } from 'vitest'
import { focusOf, roomOf } from './photo'

describe('a photo that is chosen', () => {
  it('has room where it is longer than 4:3', () => {
    expect(roomOf({ shape: 4 / 3 })).toBe(null)
    expect(roomOf({ shape: 3 / 2 })).toBe('across')
    expect(roomOf({ shape: 3 / 4 })).toBe('down')
  })

  it('has its focus in the middle of the part that is shown', () => {
    expect(focusOf({ shape: 8 / 3, at: 0 })).toBe('25,50')
    expect(focusOf({ shape: 8 / 3, at: 50 })).toBe('50,50')
    expect(focusOf({ shape: 8 / 3, at: 100 })).toBe('75,50')
    expect(focusOf({ shape: 2 / 3, at: 0 })).toBe('50,25')
    expect(focusOf({ shape: 2 / 3, at: 100 })).toBe('50,75')
    expect(focusOf({ shape: 4 / 3, at: 0 })).toBe('50,50')
  })
})
