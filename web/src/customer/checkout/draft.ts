/* draft.ts -- what was typed and chosen in the checkout, until the tab is closed. */
import type { PickupChoice } from '../../api/client'
import { fieldNames, type FieldName, type Fields } from './validation'

const NAME = 'bakery.checkout'
const CHOICE_NAME = 'bakery.pickup'

function stored(name: string): Record<string, unknown> {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}

export function readDraft(): Record<FieldName, string> {
  const values = stored(NAME)
  const text = (name: FieldName) => {
    const value = values[name]
    return typeof value === 'string' ? value : ''
  }
  return { name: text('name'), phone: text('phone'), email: text('email'), note: text('note') }
}

export function keepDraft(fields: Fields): void {
  try {
    const values = Object.fromEntries(fieldNames.map((name) => [name, fields[name].value]))
    sessionStorage.setItem(NAME, JSON.stringify(values))
  } catch {
    // It stays in the page.
  }
}

/* What the customer chose; what was only offered first is not kept. */
export function readChoice(): PickupChoice | null {
  const { date, time } = stored(CHOICE_NAME)
  return typeof date === 'string' && typeof time === 'string' ? { date, time } : null
}

export function keepChoice(choice: PickupChoice | null): void {
  try {
    sessionStorage.setItem(CHOICE_NAME, JSON.stringify(choice ?? {}))
  } catch {
    // It stays in the page.
  }
}

/* The next order has a time of its own. */
export const forgetChoice = (): void => {
  keepChoice(null)
}
