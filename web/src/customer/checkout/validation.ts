/* validation.ts -- validates what a customer enters, and decides when to show errors.
 *
 * The rules are the server's (src/shop/orders/order.c): what passes here is accepted there. Words are in texts/.
 * A field is checked when the focus leaves it and when the order is placed, never while the customer types; an error
 * disappears as soon as the field is valid.
 */

export const fieldNames = ['name', 'phone', 'email', 'note'] as const
export type FieldName = (typeof fieldNames)[number]
export type FieldError = 'missing' | 'long' | 'wrong'

export const NAME_MAX = 100
export const EMAIL_MAX = 254
export const NOTE_MAX = 200
const PHONE_MAX = 40
const LOCAL_PART_MAX = 64
const LABEL_MAX = 63

const bytes = (text: string) => new TextEncoder().encode(text).length

/* Counts as the server does: a character outside the BMP is one. */
const characters = (text: string) => [...text].length

/* The value that is sent. Control characters and lone surrogates, which only come from pasting, become spaces. */
export function tidy(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim()
}

/* A letter, number, punctuation mark or symbol that can be seen: the server removes invisible characters. */
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

function labelIsValid(label: string): boolean {
  // Letters beyond ASCII are allowed: the server does not judge international domains either.
  return bytes(label) <= LABEL_MAX && /^(?!-)[0-9A-Za-z\u0080-\u{10ffff}-]+(?<!-)$/u.test(label)
}

/* Checks plausibility: a local part, one @, and a domain of two labels or more. Only a mail would prove it. */
function emailIsPlausible(email: string): boolean {
  const parts = email.split('@')
  if (parts.length !== 2 || /[ <>()[\],;:\\"]/.test(email)) return false
  const [local = '', domain = ''] = parts
  const labels = domain.split('.')
  return local !== '' && bytes(local) <= LOCAL_PART_MAX && labels.length >= 2 && labels.every(labelIsValid)
}

/* "+353 86 555 0199" or "(086) 555-0199": 5 to 20 digits, and what people write between them. */
function phoneIsPlausible(phone: string): boolean {
  const digits = phone.replace(/\D/g, '').length
  return /^\+?[\d ()./-]+$/.test(phone) && phone.length <= PHONE_MAX && digits >= 5 && digits <= 20
}

export const isOptional = (field: FieldName): boolean => field === 'phone' || field === 'note'

export function checkField(field: FieldName, value: string): FieldError | null {
  const text = tidy(value)
  if (!visible.test(text)) return isOptional(field) ? null : 'missing'
  switch (field) {
    case 'name':
      return characters(text) > NAME_MAX ? 'long' : null
    case 'phone':
      return phoneIsPlausible(text) ? null : 'wrong'
    case 'email':
      if (bytes(text) > EMAIL_MAX) return 'long'
      return emailIsPlausible(text) ? null : 'wrong'
    case 'note':
      return characters(text) > NOTE_MAX ? 'long' : null
  }
}

/* `shown` is what the page says about the field: nothing yet, that it is fine, or what is wrong. */
export interface Field {
  value: string
  shown: FieldError | 'fine' | null
}
export type Fields = Readonly<Record<FieldName, Field>>

export type FieldEvent =
  { type: 'typed'; field: FieldName; value: string } | { type: 'left'; field: FieldName } | { type: 'submitted' }

const ofEach = (field: (name: FieldName) => Field): Fields => ({
  name: field('name'),
  phone: field('phone'),
  email: field('email'),
  note: field('note')
})

export const startFields = (values: Readonly<Record<FieldName, string>>): Fields =>
  ofEach((name) => ({ value: values[name], shown: null }))

/* A field that is left empty is not praised. */
const checked = ({ value }: Field, name: FieldName): Field => ({
  value,
  shown: checkField(name, value) ?? (tidy(value) === '' ? null : 'fine')
})

function typed(field: Field, name: FieldName, value: string): Field {
  const fixed = checkField(name, value) === null
  if (field.shown === null) return { value, shown: null }
  if (field.shown === 'fine') return { value, shown: fixed ? 'fine' : null }
  return { value, shown: fixed ? 'fine' : field.shown }
}

export function nextFields(fields: Fields, event: FieldEvent): Fields {
  switch (event.type) {
    case 'typed':
      return { ...fields, [event.field]: typed(fields[event.field], event.field, event.value) }
    case 'left':
      return { ...fields, [event.field]: checked(fields[event.field], event.field) }
    case 'submitted':
      return ofEach((name) => checked(fields[name], name))
  }
}

/* What the page says is wrong with a field. */
export const errorOf = ({ shown }: Field): FieldError | null => (shown === 'fine' ? null : shown)
