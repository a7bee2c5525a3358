import { describe, expect, it } from 'vitest'
import { aProduct } from '../../api/a-product'
import type { StaffProduct } from '../api'
import {
  allergens,
  changedFields,
  declaredBy,
  emptyFields,
  fieldsOf,
  inputOf,
  patchOf,
  readPrice,
  wrongFields,
  type Fields
} from './fields'

const RYE: StaffProduct = {
  ...aProduct,
  id: 7,
  name: 'Rye',
  description: 'Dark',
  price: 3.6,
  category: 'bread',
  image: null,
  sold_out_on: null,
  available: true,
  stock: null,
  daily_limit: null,
  vat_permille: null,
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
    const wrong = (more: Partial<Fields>) => wrongFields({ ...fields, ...more }, true)
    expect(wrongFields(emptyFields, false)).toEqual(['name', 'price', 'allergens'])
    expect(wrong({ name: '🥐'.repeat(100), category: 'c'.repeat(50) })).toEqual([])
    expect(wrong({ name: '🥐'.repeat(101), category: 'c'.repeat(51) })).toEqual(['name', 'category'])
    expect(wrong({ description: 'd'.repeat(1000), stock: '1000000' })).toEqual([])
    expect(wrong({ description: 'd'.repeat(1001), stock: '1000001' })).toEqual(['description', 'stock'])
    expect(wrong({ stock: '1.5' })).toEqual(['stock'])
  })

  it('are wrong at the limits of notice, limit, VAT, size and ingredients', () => {
    const wrong = (more: Partial<Fields>) => wrongFields({ ...fields, ...more }, true)
    expect(wrong({ lead_days: '30', daily_limit: '100000', vat_permille: '100', size: 's'.repeat(40) })).toEqual([])
    expect(wrong({ lead_days: '31', daily_limit: '100001', vat_permille: '100,1', size: 's'.repeat(41) })).toEqual([
      'size',
      'lead_days',
      'daily_limit',
      'vat_permille'
    ])
    expect(wrong({ lead_days: '', daily_limit: '0', vat_permille: '9.55' })).toEqual([
      'lead_days',
      'daily_limit',
      'vat_permille'
    ])
    expect(wrong({ ingredients: '*wheat* flour' })).toEqual([])
    expect(wrong({ ingredients: '*wheat flour' })).toEqual(['ingredients'])
  })

  it('send VAT in per mille', () => {
    expect(inputOf({ ...fields, vat_permille: '13,5' }).vat_permille).toBe(135)
    expect(fieldsOf({ ...RYE, vat_permille: 135 }, 'de').vat_permille).toBe('13,5')
  })
})

describe('allergens', () => {
  const fields = fieldsOf(RYE, 'en')
  const no = Object.fromEntries(allergens.map((name) => [name, 'no'] as const))

  it('without any answer are not declared, which differs from free of all', () => {
    expect(declaredBy({})).toBeNull()
    expect(declaredBy(no)).toEqual({ contains: [], may_contain: [] })
    expect(changedFields(fields, { ...fields, allergens: no })).toEqual(['allergens'])
  })

  it('need an answer each', () => {
    expect(declaredBy({ milk: 'contains' })).toBeUndefined()
    expect(wrongFields({ ...fields, allergens: { milk: 'contains' }, active: false }, true)).toEqual(['allergens'])
  })

  it('must be declared before customers see the product', () => {
    expect(wrongFields(fields, false)).toEqual(['allergens'])
    expect(wrongFields({ ...fields, active: false }, false)).toEqual([])
    expect(wrongFields({ ...fields, allergens: no }, false)).toEqual([])
    expect(wrongFields(fields, true)).toEqual([]) // they see already that it is not declared
  })

  it('are what was declared', () => {
    const declared = { contains: ['wheat', 'milk'], may_contain: ['hazelnut'] } as const
    const product = { ...RYE, allergens: { contains: [...declared.contains], may_contain: [...declared.may_contain] } }
    expect(inputOf(fieldsOf(product, 'en')).allergens).toEqual(declared)
  })
})
