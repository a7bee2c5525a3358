/* settings-fields.ts -- the shop's settings as their form has them: text that people type, and what is wrong with it. */
import type { OpeningHours } from '../../api/client'
import type { Settings } from '../api'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

export interface SettingsFields {
  name: string
  address: string
  phone: string
  vat_number: string
  currency: string
  time_zone: string
  language: 'en' | 'de'
  slot_minutes: '15' | '30' | '60' | '' // '': a whole interval
  slot_capacity: string // '': no limit
  preparation_minutes: string
  cutoff: string
  days_ahead: string
  default_vat_permille: string // in percent
  keep_personal_data_days: string
  hours: Readonly<Record<Weekday, string>> // "7:00–12:00, 13:00–18:00"; '': closed
}

export type SettingsFieldName = Exclude<keyof SettingsFields, 'hours'> | Weekday

const INTERVALS_MAX = 3

/* "7", "7:30", "7.30" or "24:00" as minutes. */
function readMinute(text: string): number | null {
  const parts = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim())
  if (parts === null) return null
  const minute = Number(parts[1]) * 60 + Number(parts[2] ?? '0')
  return Number(parts[2] ?? '0') < 60 && minute <= 24 * 60 ? minute : null
}

const inDigits = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/* undefined: these are no hours. "7-18" and "7:00 – 18:00" are the same. */
export function readHours(text: string): [string, string][] | undefined {
  if (text.trim() === '') return []
  const hours: [string, string][] = []
  let last = 0
  for (const part of text.split(/[,;]/)) {
    const [from, to, more] = part.split(/[-–—]/).map(readMinute)
    if (from == null || to == null || more !== undefined || from < last || from >= to) return undefined
    hours.push([inDigits(from), inDigits(to)])
    last = to
  }
  return hours.length <= INTERVALS_MAX ? hours : undefined
}

const short = (time: string) => time.replace(/^0/, '')

export const writeHours = (hours: readonly [string, string][]) =>
  hours.map(([from, to]) => `${short(from)}–${short(to)}`).join(', ')

export function fieldsOf(settings: Settings): SettingsFields {
  const text = (value: number | string | null) => (value === null ? '' : String(value))
  return {
    name: settings.name,
    address: settings.address,
    phone: settings.phone,
    vat_number: text(settings.vat_number),
    currency: settings.currency,
    time_zone: settings.time_zone,
    language: settings.language,
    slot_minutes: text(settings.slot_minutes) as SettingsFields['slot_minutes'],
    slot_capacity: text(settings.slot_capacity),
    preparation_minutes: text(settings.preparation_minutes),
    cutoff: settings.cutoff,
    days_ahead: text(settings.days_ahead),
    default_vat_permille: text(settings.default_vat_permille / 10),
    keep_personal_data_days: text(settings.keep_personal_data_days),
    hours: Object.fromEntries(weekdays.map((day) => [day, writeHours(settings.opening_hours[day])])) as Record<
      Weekday,
      string
    >
  }
}

/* undefined: it is no whole number of this range. */
function readNumber(text: string, min: number, max: number): number | undefined {
  const digits = text.trim()
  return /^\d{1,7}$/.test(digits) && Number(digits) >= min && Number(digits) <= max ? Number(digits) : undefined
}

function readPermille(text: string): number | undefined {
  const digits = /^(\d{1,3})(?:[.,](\d))?$/.exec(text.trim())
  if (digits === null) return undefined
  const permille = Number(digits[1]) * 10 + Number(digits[2] ?? '0')
  return permille <= 1000 ? permille : undefined
}

function readCutoff(text: string): string | undefined {
  const minute = readMinute(text)
  return minute === null || minute === 24 * 60 ? undefined : inDigits(minute)
}

const lengthOf = (text: string) => Array.from(text.trim()).length

function isZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/* In the order of the form. */
export function wrongFields(fields: SettingsFields): SettingsFieldName[] {
  const right: Record<SettingsFieldName, boolean> = {
    name: lengthOf(fields.name) >= 1 && lengthOf(fields.name) <= 60,
    address: lengthOf(fields.address) <= 200,
    phone: lengthOf(fields.phone) <= 40,
    vat_number: lengthOf(fields.vat_number) <= 40,
    currency: /^[A-Z]{3}$/.test(fields.currency.trim()),
    language: true,
    time_zone: isZone(fields.time_zone.trim()),
    ...(Object.fromEntries(weekdays.map((day) => [day, readHours(fields.hours[day]) !== undefined])) as Record<
      Weekday,
      boolean
    >),
    slot_minutes: true,
    slot_capacity: fields.slot_capacity.trim() === '' || readNumber(fields.slot_capacity, 1, 1000) !== undefined,
    preparation_minutes: readNumber(fields.preparation_minutes, 0, 1440) !== undefined,
    cutoff: readCutoff(fields.cutoff) !== undefined,
    days_ahead: readNumber(fields.days_ahead, 0, 365) !== undefined,
    default_vat_permille: readPermille(fields.default_vat_permille) !== undefined,
    keep_personal_data_days: readNumber(fields.keep_personal_data_days, 1, 3650) !== undefined
  }
  return (Object.keys(right) as SettingsFieldName[]).filter((name) => !right[name])
}

/* The settings; the fields are right. */
export function settingsOf(fields: SettingsFields): Settings {
  const number = (text: string) => Number(text.trim())
  return {
    name: fields.name.trim(),
    address: fields.address.trim(),
    phone: fields.phone.trim(),
    vat_number: fields.vat_number.trim() === '' ? null : fields.vat_number.trim(),
    currency: fields.currency.trim(),
    time_zone: fields.time_zone.trim(),
    language: fields.language,
    opening_hours: Object.fromEntries(
      weekdays.map((day) => [day, readHours(fields.hours[day]) ?? []])
    ) as unknown as OpeningHours,
    slot_minutes: fields.slot_minutes === '' ? null : (number(fields.slot_minutes) as 15 | 30 | 60),
    slot_capacity: fields.slot_capacity.trim() === '' ? null : number(fields.slot_capacity),
    preparation_minutes: number(fields.preparation_minutes),
    cutoff: readCutoff(fields.cutoff) ?? fields.cutoff,
    days_ahead: number(fields.days_ahead),
    default_vat_permille: readPermille(fields.default_vat_permille) ?? 0,
    keep_personal_data_days: number(fields.keep_personal_data_days)
  }
}

/* The names of the fields that differ in what they mean. */
export function changedFields(saved: Settings, fields: SettingsFields): SettingsFieldName[] {
  const before = fieldsOf(saved)
  const names = Object.keys(before).filter((name) => name !== 'hours') as Exclude<SettingsFieldName, Weekday>[]
  const meaning = (text: string) => JSON.stringify(readHours(text) ?? text)
  return [
    ...names.filter((name) => before[name] !== fields[name]),
    ...weekdays.filter((day) => meaning(before.hours[day]) !== meaning(fields.hours[day]))
  ]
}
