/* fields.ts -- a product as its form has it: text that people type, what is wrong with it, and what is new. */
import type { ProductInput, ProductPatch, StaffProduct } from '../api'
import { toCents } from '../../ui/money'

export interface Fields {
  name: string
  price: string // "3.60" or "3,60"
  category: string
  description: string
  image: string // a path; '': the drawing of the category
  stock: string // '': not counted
  active: boolean
}

export type FieldName = keyof Fields

export const fieldNames: readonly FieldName[] = ['name', 'price', 'category', 'description', 'image', 'stock', 'active']

/* The server's limits: include/shop/catalog/product.h. */
export const DESCRIPTION_MAX = 1000
const NAME_MAX = 100
const CATEGORY_MAX = 50
const PRICE_MAX_CENTS = 1_000_000
const STOCK_MAX = 1_000_000

export const emptyFields: Fields = {
  name: '',
  price: '',
  category: 'bread',
  description: '',
  image: '',
  stock: '',
  active: true
}

export function fieldsOf(product: StaffProduct, language: string): Fields {
  const price = product.price.toFixed(2)
  return {
    name: product.name,
    price: language === 'de' ? price.replace('.', ',') : price,
    category: product.category,
    description: product.description,
    image: product.image ?? '',
    stock: product.stock === null ? '' : String(product.stock),
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

/* undefined: it is no number of pieces. */
function readStock(text: string): number | null | undefined {
  const digits = text.trim()
  if (digits === '') return null
  return /^\d{1,7}$/.test(digits) && Number(digits) <= STOCK_MAX ? Number(digits) : undefined
}

const lengthOf = (text: string) => Array.from(text.trim()).length

const isShort = (text: string, max: number) => lengthOf(text) >= 1 && lengthOf(text) <= max

export function wrongFields(fields: Fields): FieldName[] {
  const right: Record<FieldName, boolean> = {
    name: isShort(fields.name, NAME_MAX),
    price: readPrice(fields.price) !== null,
    category: isShort(fields.category, CATEGORY_MAX),
    description: lengthOf(fields.description) <= DESCRIPTION_MAX,
    image: true,
    stock: readStock(fields.stock) !== undefined,
    active: true
  }
  return fieldNames.filter((name) => !right[name])
}

/* As the server would understand the field: "3,60" and "3.6" are the same price. */
function meaning(fields: Fields, name: FieldName): unknown {
  if (name === 'price') return readPrice(fields.price) ?? fields.price
  if (name === 'stock') return readStock(fields.stock) ?? fields.stock.trim()
  const value = fields[name]
  return typeof value === 'string' ? value.trim() : value
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
    active: fields.active
  }
}

/* Only what changed, so that what others changed stays. */
export function patchOf(from: Fields, to: Fields): ProductPatch {
  const changed = changedFields(from, to)
  return Object.fromEntries(Object.entries(inputOf(to)).filter(([name]) => changed.includes(name as FieldName)))
}

export const centsOf = (product: StaffProduct): number => toCents(product.price)
