/* fields.ts -- a product as its form has it: text that people type, what is wrong with it, and what is new. */
import type { Allergen, Allergens } from '../../api/client'
import type { ProductInput, ProductPatch, StaffProduct } from '../api'
import { toCents } from '../../ui/money'

/* In the order of the regulation; the server's list: src/shop/catalog/allergens.c. */
export const allergens: readonly Allergen[] = [
  'wheat',
  'rye',
  'barley',
  'oats',
  'spelt',
  'kamut',
  'crustaceans',
  'egg',
  'fish',
  'peanut',
  'soya',
  'milk',
  'almond',
  'hazelnut',
  'walnut',
  'cashew',
  'pecan',
  'brazil-nut',
  'pistachio',
  'macadamia',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs'
]

export type Answer = 'contains' | 'may_contain' | 'no'

/* No answer at all: not declared. */
export type Answers = Readonly<Partial<Record<Allergen, Answer>>>

export interface Fields {
  name: string
  price: string // "3.60" or "3,60"
  category: string
  description: string
  image: string // a path; '': the drawing of the category
  stock: string // '': not counted
  size: string
  ingredients: string // with *asterisks* around allergens
  allergens: Answers
  lead_days: string
  daily_limit: string // '': no limit
  vat_permille: string // in percent: "13.5"; '': the shop's
  active: boolean
}

export type FieldName = keyof Fields

export const fieldNames: readonly FieldName[] = [
  'name',
  'price',
  'size',
  'description',
  'category',
  'image',
  'lead_days',
  'daily_limit',
  'stock',
  'vat_permille',
  'allergens',
  'ingredients',
  'active'
]

/* The server's limits: include/shop/catalog/product.h. */
export const DESCRIPTION_MAX = 1000
const NAME_MAX = 100
const CATEGORY_MAX = 50
const PRICE_MAX_CENTS = 1_000_000
const STOCK_MAX = 1_000_000
const SIZE_MAX = 40
const INGREDIENTS_MAX = 2000
const LEAD_DAYS_MAX = 30
const LIMIT_MAX = 100_000

export const emptyFields: Fields = {
  name: '',
  price: '',
  category: 'bread',
  description: '',
  image: '',
  stock: '',
  size: '',
  ingredients: '',
  allergens: {},
  lead_days: '0',
  daily_limit: '',
  vat_permille: '',
  active: true
}

function answersOf(declared: Allergens): Answers {
  if (declared === null) return {}
  const answer = (name: Allergen): Answer =>
    declared.contains.includes(name) ? 'contains' : declared.may_contain.includes(name) ? 'may_contain' : 'no'
  return Object.fromEntries(allergens.map((name) => [name, answer(name)]))
}

/* undefined: some are answered, and some are not. */
export function declaredBy(answers: Answers): Allergens | undefined {
  const given = allergens.filter((name) => answers[name] !== undefined)
  if (given.length === 0) return null
  if (given.length < allergens.length) return undefined
  const which = (answer: Answer) => allergens.filter((name) => answers[name] === answer)
  return { contains: which('contains'), may_contain: which('may_contain') }
}

const inDecimals = (text: string, language: string) => (language === 'de' ? text.replace('.', ',') : text)

export function fieldsOf(product: StaffProduct, language: string): Fields {
  return {
    name: product.name,
    price: inDecimals(product.price.toFixed(2), language),
    category: product.category,
    description: product.description,
    image: product.image ?? '',
    stock: product.stock === null ? '' : String(product.stock),
    size: product.size,
    ingredients: product.ingredients,
    allergens: answersOf(product.allergens),
    lead_days: String(product.lead_days),
    daily_limit: product.daily_limit === null ? '' : String(product.daily_limit),
    vat_permille: product.vat_permille === null ? '' : inDecimals(String(product.vat_permille / 10), language),
    active: product.active
  }
}

/* null: it is no price. A point or a comma separates cents; nothing separates thousands. */
export function readPrice(text: string): number | null {
  const digits = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (digits === null) return null
  const cents = Number(digits[1]) * 100 + Number((digits[2] ?? '').padEnd(2, '0'))
  return cents >= 1 && cents <= PRICE_MAX_CENTS ? cents : null
}

/* null: there is none; undefined: it is no whole number from `min` to `max`. */
function readNumber(text: string, min: number, max: number): number | null | undefined {
  const digits = text.trim()
  if (digits === '') return null
  return /^\d{1,7}$/.test(digits) && Number(digits) >= min && Number(digits) <= max ? Number(digits) : undefined
}

const readStock = (text: string) => readNumber(text, 0, STOCK_MAX)
const readLeadDays = (text: string) => readNumber(text, 0, LEAD_DAYS_MAX) ?? undefined
const readLimit = (text: string) => readNumber(text, 1, LIMIT_MAX)

/* Percent with one decimal, as per mille. */
function readVat(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const digits = /^(\d{1,3})(?:[.,](\d))?$/.exec(text.trim())
  if (digits === null) return undefined
  const permille = Number(digits[1]) * 10 + Number(digits[2] ?? '0')
  return permille <= 1000 ? permille : undefined
}

/* Asterisks come in pairs, each around something. */
const marksArePairs = (text: string) => !text.replace(/\*[^*]+\*/g, '').includes('*')

const lengthOf = (text: string) => Array.from(text.trim()).length

const isShort = (text: string, max: number) => lengthOf(text) >= 1 && lengthOf(text) <= max

/* Customers must not see a product whose allergens nobody has declared, unless they see it already: then it says so. */
export function wrongFields(fields: Fields, wasShownUndeclared: boolean): FieldName[] {
  const declared = declaredBy(fields.allergens)
  const right: Record<FieldName, boolean> = {
    name: isShort(fields.name, NAME_MAX),
    price: readPrice(fields.price) !== null,
    category: isShort(fields.category, CATEGORY_MAX),
    description: lengthOf(fields.description) <= DESCRIPTION_MAX,
    image: true,
    stock: readStock(fields.stock) !== undefined,
    size: lengthOf(fields.size) <= SIZE_MAX,
    ingredients: lengthOf(fields.ingredients) <= INGREDIENTS_MAX && marksArePairs(fields.ingredients),
    allergens: declared !== undefined && (declared !== null || !fields.active || wasShownUndeclared),
    lead_days: readLeadDays(fields.lead_days) !== undefined,
    daily_limit: readLimit(fields.daily_limit) !== undefined,
    vat_permille: readVat(fields.vat_permille) !== undefined,
    active: true
  }
  return fieldNames.filter((name) => !right[name])
}

const readers: Partial<Record<FieldName, (text: string) => number | null | undefined>> = {
  price: readPrice,
  stock: readStock,
  lead_days: readLeadDays,
  daily_limit: readLimit,
  vat_permille: readVat
}

/* As the server would understand the field: "3,60" and "3.6" are the same price. */
function meaning(fields: Fields, name: FieldName): unknown {
  const value = fields[name]
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return JSON.stringify(allergens.map((allergen) => value[allergen] ?? null))
  const read = readers[name]?.(value)
  return read ?? value.trim()
}

export const changedFields = (from: Fields, to: Fields): FieldName[] =>
  fieldNames.filter((name) => meaning(from, name) !== meaning(to, name))

/* The whole product; its fields are right. */
export function inputOf(fields: Fields): ProductInput {
  return {
    name: fields.name.trim(),
    price: (readPrice(fields.price) ?? 0) / 100,
    category: fields.category.trim(),
    description: fields.description.trim(),
    image: fields.image === '' ? null : fields.image,
    stock: readStock(fields.stock) ?? null,
    size: fields.size.trim(),
    ingredients: fields.ingredients.trim(),
    allergens: declaredBy(fields.allergens) ?? null,
    lead_days: readLeadDays(fields.lead_days) ?? 0,
    daily_limit: readLimit(fields.daily_limit) ?? null,
    vat_permille: readVat(fields.vat_permille) ?? null,
    active: fields.active
  }
}

/* Only what changed, so that what others changed stays. */
export function patchOf(from: Fields, to: Fields): ProductPatch {
  const changed = changedFields(from, to)
  return Object.fromEntries(Object.entries(inputOf(to)).filter(([name]) => changed.includes(name as FieldName)))
}

export const centsOf = (product: StaffProduct): number => toCents(product.price)
