import { describe, expect, test } from 'vitest'
import { checkField, errorOf, nextFields, startFields, tidy } from './validation'

describe('a name', () => {
  test.each(['A', 'Niamh Okafor', '  Niamh  ', 'Zoë 🥐', 'x'.repeat(100), '🥐'.repeat(100)])('%j is taken', (name) => {
    expect(checkField('name', name)).toBeNull()
  })
  test.each(['', '   ', '\t\u00a0', '\u200b', '\u202e\ufeff', '\u3164', '\u2800', '\u0301'])(
    '%j is missing',
    (name) => {
      expect(checkField('name', name)).toBe('missing')
    }
  )
  test('has at most 100 characters', () => {
    expect(checkField('name', 'x'.repeat(101))).toBe('long')
  })
  test('is sent without control characters, halves of characters and white space around it', () => {
    expect(tidy(' Niamh\t\u0000 Oka\ud83efor ')).toBe('Niamh Oka for')
  })
})

describe('an e-mail address', () => {
  test.each([
    'a@b.c',
    'john@example.com',
    ' john@example.com ',
    'j.o+x@sub.example.co',
    'zoë@bücher.example',
    "o'x@y-z.ie"
  ])('%j is taken', (email) => {
    expect(checkField('email', email)).toBeNull()
  })
  test.each([
    'john',
    'john@example',
    '@example.com',
    'john@',
    'a@b@c.de',
    'john@.com',
    'john@example.',
    'john@exa..com',
    'john@-a.com',
    'john@a-.com',
    'john@ex_ample.com',
    'jo hn@example.com',
    'john@example.com,',
    'John <john@example.com>',
    `${'x'.repeat(65)}@example.com`,
    `john@${'x'.repeat(64)}.com`
  ])('%j is wrong', (email) => {
    expect(checkField('email', email)).toBe('wrong')
  })
  test('may be missing or too long', () => {
    expect(checkField('email', ' ')).toBe('missing')
    expect(checkField('email', `john@${'x.'.repeat(125)}com`)).toBe('long')
  })
})

describe('a telephone number', () => {
  test.each(['', ' ', '12345', '+353 86 555 0199', '(086) 555-0199', '030/555.01.99', '1'.repeat(20)])(
    '%j is taken',
    (phone) => {
      expect(checkField('phone', phone)).toBeNull()
    }
  )
  test.each(['1234', '1'.repeat(21), '086 call me', '++353 86 555', '٠٨٦٥٥٥٠١٩٩'])('%j is wrong', (phone) => {
    expect(checkField('phone', phone.trim())).toBe('wrong')
  })
})

test('a note has at most 200 characters, and may be missing', () => {
  expect(checkField('note', '')).toBeNull()
  expect(checkField('note', '🥐'.repeat(200))).toBeNull()
  expect(checkField('note', 'x'.repeat(201))).toBe('long')
})

describe('the fields of the page', () => {
  const nothing = { name: '', phone: '', email: '', note: '' }
  const empty = startFields(nothing)

  test('are not praised for being left empty', () => {
    const fields = nextFields(empty, { type: 'left', field: 'phone' })
    expect(fields.phone.shown).toBeNull()
    expect(nextFields(fields, { type: 'submitted' }).note.shown).toBeNull()
  })

  test('show no error while typing, but when the field loses the focus', () => {
    let fields = nextFields(empty, { type: 'typed', field: 'email', value: 'joh' })
    expect(fields.email.shown).toBeNull()
    fields = nextFields(fields, { type: 'left', field: 'email' })
    expect(fields.email.shown).toBe('wrong')
    expect(fields.name.shown).toBeNull()
  })

  test('drop an error as soon as it is fixed, and not before', () => {
    let fields = nextFields(empty, { type: 'left', field: 'email' })
    fields = nextFields(fields, { type: 'typed', field: 'email', value: 'john@' })
    expect(fields.email.shown).toBe('missing')
    fields = nextFields(fields, { type: 'typed', field: 'email', value: 'john@example.com' })
    expect(fields.email.shown).toBe('fine')
  })

  test('take the tick away, without an error, when a good value is being changed', () => {
    let fields = startFields({ ...nothing, email: 'john@example.com' })
    fields = nextFields(fields, { type: 'left', field: 'email' })
    expect(fields.email.shown).toBe('fine')
    fields = nextFields(fields, { type: 'typed', field: 'email', value: 'john@' })
    expect(fields.email.shown).toBeNull()
  })

  test('are all checked when the order is placed', () => {
    const fields = nextFields(startFields({ ...nothing, name: 'Niamh' }), { type: 'submitted' })
    expect(errorOf(fields.name)).toBeNull()
    expect(errorOf(fields.email)).toBe('missing')
  })
})
