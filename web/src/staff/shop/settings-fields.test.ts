import { describe, expect, it } from 'vitest'
import type { Settings } from '../api'
import { changedFields, fieldsOf, readHours, settingsOf, wrongFields, writeHours } from './settings-fields'

const OPEN: [string, string][] = [['07:00', '18:00']]
const settings: Settings = {
  name: 'Morrow',
  address: '14 Weaver Street',
  phone: '01 555 0142',
  vat_number: null,
  currency: 'EUR',
  time_zone: 'Europe/Dublin',
  language: 'en',
  opening_hours: { mon: [], tue: OPEN, wed: OPEN, thu: OPEN, fri: OPEN, sat: OPEN, sun: [] },
  slot_minutes: 15,
  slot_capacity: null,
  preparation_minutes: 30,
  cutoff: '14:00',
  days_ahead: 14,
  default_vat_permille: 135,
  keep_personal_data_days: 400
}
const fields = fieldsOf(settings)

describe('opening hours as text', () => {
  it.each([
    ['', []],
    ['7-18', OPEN],
    ['7:00–18:00', OPEN],
    ['07.00 — 18.00', OPEN],
    [
      '7:30-12, 13:00-24:00',
      [
        ['07:30', '12:00'],
        ['13:00', '24:00']
      ]
    ],
    [
      '1-2;2-3;3-4',
      [
        ['01:00', '02:00'],
        ['02:00', '03:00'],
        ['03:00', '04:00']
      ]
    ]
  ])('%j', (text, hours) => {
    expect(readHours(text)).toEqual(hours)
  })

  it.each([
    'closed',
    '7',
    '7-',
    '18-7',
    '7-7',
    '7-24:01',
    '7:60-8',
    '7-12, 11-18',
    '1-2,2-3,3-4,4-5',
    '7-12-18',
    '7-12,'
  ])('%j is none', (text) => {
    expect(readHours(text)).toBe(undefined)
  })

  it('is written shortly', () => {
    expect(
      writeHours([
        ['07:30', '12:00'],
        ['13:00', '24:00']
      ])
    ).toBe('7:30–12:00, 13:00–24:00')
  })
})

describe('the form of the settings', () => {
  it('gives back what it was given', () => {
    expect(settingsOf(fields)).toEqual(settings)
    expect(wrongFields(fields)).toEqual([])
    expect(changedFields(settings, fields)).toEqual([])
  })

  it.each([
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(61) }, 'name'],
    [{ currency: 'euro' }, 'currency'],
    [{ time_zone: 'Europe/Nowhere' }, 'time_zone'],
    [{ slot_capacity: '0' }, 'slot_capacity'],
    [{ preparation_minutes: '' }, 'preparation_minutes'],
    [{ cutoff: '24:00' }, 'cutoff'],
    [{ days_ahead: '366' }, 'days_ahead'],
    [{ default_vat_permille: '100.1' }, 'default_vat_permille'],
    [{ keep_personal_data_days: '0' }, 'keep_personal_data_days'],
    [{ hours: { ...fields.hours, sun: '9' } }, 'sun']
  ])('%j is wrong', (more, name) => {
    expect(wrongFields({ ...fields, ...more })).toEqual([name])
    expect(changedFields(settings, { ...fields, ...more })).toEqual([name])
  })

  it('takes other spellings of the same hours as no change', () => {
    expect(changedFields(settings, { ...fields, hours: { ...fields.hours, tue: '7-18' } })).toEqual([])
  })
})
