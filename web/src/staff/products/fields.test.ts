import { describe, expect, it } from 'vitest'
import type { StaffProduct } from '../api'
import { changedFields, emptyFields, fieldsOf, inputOf, patchOf, readPrice, wrongFields, type Fields } from './fields'

const RYE: StaffProduct = {
  id: 7,
  name: 'Rye',
  description: 'Dark',
  price: 3.6,
  category: 'bread',
  image: null,
  available: true,
  stock: null,
  active: true,
  version: 2,
  changed_by: 'Ann',
  changed_at: '2026-04-18T14:30:00.250Z'
}

describe('a price', () => {
  it.each([
    ['3.60', 360],
    ['3,60', 360],
    ['3,6', 360],
    [' 3 ', 300],
    ['0.01', 1],
    ['10000', 1_000_000],
    ['10000,00', 1_000_000]
  ])('is read from %s', (text, cents) => {
    expect(readPrice(text)).toBe(cents)
  })

  it.each(['', '0', '0,00', '10000.01', '3.605', '-1', '1.234,50', '1e3', '€3', '3.', '.5', '3 60'])(
    'is not read from %s',
    (text) => {
      expect(readPrice(text)).toBeNull()
    }
  )
})

describe('the fields of a product', () => {
  const fields = fieldsOf(RYE, 'en')

  it('have the language’s decimal sign', () => {
    expect(fields.price).toBe('3.60')
    expect(fieldsOf(RYE, 'de').price).toBe('3,60')
  })

  it('have not changed when they mean the same', () => {
    expect(changedFields(fields, { ...fields, price: '3,6', name: ' Rye ' })).toEqual([])
    expect(patchOf(fields, { ...fields, price: '3,6' })).toEqual({})
  })

  it('send only what changed', () => {
    const to: Fields = { ...fields, price: '3,80', stock: '12', active: false }
    expect(changedFields(fields, to)).toEqual(['price', 'stock', 'active'])
    expect(patchOf(fields, to)).toEqual({ price: 3.8, stock: 12, active: false })
    expect(patchOf(to, fields)).toEqual({ price: 3.6, stock: null, active: true })
  })

  it('count 0 pieces, and nothing is not counted', () => {
    expect(changedFields(fields, { ...fields, stock: '0' })).toEqual(['stock'])
    expect(inputOf({ ...fields, stock: '0' }).stock).toBe(0)
    expect(inputOf(fields).stock).toBeNull()
  })

  it('are wrong at their limits, not before', () => {
    expect(wrongFields(emptyFields)).toEqual(['name', 'price'])
    expect(wrongFields({ ...fields, name: '🥐'.repeat(100), category: 'c'.repeat(50) })).toEqual([])
    expect(wrongFields({ ...fields, name: '🥐'.repeat(101), category: 'c'.repeat(51) })).toEqual(['name', 'category'])
    expect(wrongFields({ ...fields, description: 'd'.repeat(1000), stock: '1000000' })).toEqual([])
    expect(wrongFields({ ...fields, description: 'd'.repeat(1001), stock: '1000001' })).toEqual([
      'description',
      'stock'
    ])
    expect(wrongFields({ ...fields, stock: '1.5' })).toEqual(['stock'])
  })
})
