/* categories-fields.ts -- the categories as a form has them: named in each language, in order. */
import type { Categories } from '../api'

export const languages = ['en', 'de'] as const
export type Named = (typeof languages)[number]

const NAME_MAX = 50

export interface CategoryField {
  id: number // in the form, also of what is new
  key: string | null // null: it is new
  names: Record<Named, string>
}

export const fieldsOf = (categories: Categories): CategoryField[] =>
  categories.map(({ key, names }, id) => ({ id, key, names: { en: names.en ?? '', de: names.de ?? '' } }))

export const newField = (fields: readonly CategoryField[]): CategoryField => ({
  id: Math.max(-1, ...fields.map(({ id }) => id)) + 1,
  key: null,
  names: { en: '', de: '' }
})

const namesIn = ({ names }: CategoryField): Partial<Record<Named, string>> =>
  Object.fromEntries(languages.map((one) => [one, names[one].trim()] as const).filter(([, name]) => name !== ''))

/* A new category is known by its first name, and stays known by it when it is named anew. */
const keyOf = (field: CategoryField) => field.key ?? (Object.values(namesIn(field))[0] ?? '').toLowerCase()

export const categoriesOf = (fields: readonly CategoryField[]): Categories =>
  fields.map((field) => ({ key: keyOf(field), names: namesIn(field) }))

export type Trouble = 'nameless' | 'twice'

/* What is wrong with a category; null: nothing. */
export function troubleOf(field: CategoryField, fields: readonly CategoryField[]): Trouble | null {
  const names = Object.values(namesIn(field))
  if (keyOf(field) === '' || names.some((name) => name.length > NAME_MAX)) return 'nameless'
  return fields.find((other) => keyOf(other) === keyOf(field)) === field ? null : 'twice'
}

export const isChanged = (fields: readonly CategoryField[], saved: Categories): boolean =>
  JSON.stringify(categoriesOf(fields)) !== JSON.stringify(categoriesOf(fieldsOf(saved)))
