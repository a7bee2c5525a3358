/* use-value-words.ts -- the value of a field, before or after a change, in words. */
import type { Allergen, Allergens, OpeningHours } from '../api/client'
import type { Texts } from '../texts/en'
import { useTexts } from '../texts'
import { weekInWords } from '../ui/hours'
import { toCents } from '../ui/money'
import { useMoney } from '../ui/use-money'
import type { Role } from './api'
import { useStaffTexts } from './texts'

/* "wheat, milk (hazelnuts)": what it contains, and what it may contain; "none" is an answer, too. */
function allergensIn(
  { contains, may_contain: may }: NonNullable<Allergens>,
  { allergens: { names } }: Texts,
  none: string
): string {
  const list = (some: readonly Allergen[]) => some.map((name) => names[name]).join(', ') || none
  return may.length > 0 ? `${list(contains)} (${list(may)})` : list(contains)
}

export function useValueWords(): (field: string, value: unknown) => string {
  const { conflict, editor, roles } = useStaffTexts()
  const texts = useTexts()
  const money = useMoney()
  return (field, value) => {
    if (field === 'photo') return value === '' ? conflict.empty : editor.photo.some
    if (field === 'role') return roles[value as Role] ?? String(value)
    if (field === 'opening_hours') return weekInWords(value as OpeningHours, texts.days) || conflict.empty
    if (value === null || value === '') return conflict.empty
    if (Array.isArray(value)) return value.join(', ')
    if (field.endsWith('vat_permille')) return `${Number(value) / 10} %`
    if (field === 'price') return money(toCents(Number(value)))
    if (typeof value === 'object') return allergensIn(value as NonNullable<Allergens>, texts, conflict.none)
    if (typeof value === 'boolean') return value ? conflict.yes : conflict.no
    return String(value)
  }
}
