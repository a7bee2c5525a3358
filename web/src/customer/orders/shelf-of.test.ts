import { expect, test } from 'vitest'
import { shelfOf } from './shelf-of'

const line = (name: string, quantity: number) => ({ name, quantity })
const shelf = (...lines: { name: string; quantity: number }[]) => {
  const { pieces, more } = shelfOf(lines, 5)
  return [pieces.map(({ name }) => name).join(''), more]
}

test('every piece stands there while there is room', () => {
  expect(shelf(line('a', 2), line('b', 3))).toEqual(['aabbb', 0])
})

test('without room for all, lines take turns, and the last place says how many more there are', () => {
  expect(shelf(line('a', 99), line('b', 2), line('c', 1))).toEqual(['aabc', 98])
  expect(shelf(line('a', 1), line('b', 99))).toEqual(['abbb', 96])
})

test('of more lines than there is room for, the first are shown', () => {
  expect(shelf(...'abcdefg'.split('').map((name) => line(name, 2)))).toEqual(['abcd', 10])
})

test('an order without lines has an empty shelf', () => {
  expect(shelf()).toEqual(['', 0])
})
