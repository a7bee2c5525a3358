/* draft.ts -- what was typed in the checkout, until the tab is closed. */
import type { FieldName, Fields } from './validation'

const NAME = 'bakery.checkout'

export function readDraft(): Record<FieldName, string> {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  try {
    const { name, email } = JSON.parse(sessionStorage.getItem(NAME) ?? '{}') as Record<string, unknown>
    return { name: text(name), email: text(email) }
  } catch {
    return { name: '', email: '' }
  }
}

export function keepDraft({ name, email }: Fields): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ name: name.value, email: email.value }))
  } catch {
    // It stays in the page.
  }
}
