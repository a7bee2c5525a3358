import { expect, test } from 'vitest'
import { markedPieces } from './marked-text'

test('asterisks mark words', () => {
  expect(markedPieces('*wheat* flour, *milk*')).toEqual([
    { text: 'wheat', marked: true },
    { text: ' flour, ', marked: false },
    { text: 'milk', marked: true }
  ])
  expect(markedPieces('')).toEqual([])
  expect(markedPieces('water')).toEqual([{ text: 'water', marked: false }])
  expect(markedPieces('5 * 3')).toEqual([{ text: '5 * 3', marked: false }])
})
