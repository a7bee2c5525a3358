/* draft.ts -- what was typed in the checkout, until the tab is closed. */
import { fieldNames, type FieldName, type Fields } from './validation'

const NAME = 'bakery.checkout'

function stored(): Record<string, unknown> {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
}

export function readDraft(): Record<FieldName, string> {
  const values = stored()
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
