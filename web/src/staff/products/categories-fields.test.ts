import { describe, expect, it } from 'vitest'
import { categoriesOf, fieldsOf, isChanged, newField, troubleOf } from './categories-fields'

const saved = [
  { key: 'bread', names: { en: 'Bread', de: 'Brot' } },
  { key: 'vegan', names: {} }
]
const named = (en: string, de = '') => ({ ...newField(fieldsOf(saved)), names: { en, de } })

describe('the categories of the form', () => {
  it('are those that were read, until one is changed', () => {
    const fields = fieldsOf(saved)
    expect(categoriesOf(fields)).toEqual(saved)
    expect(isChanged(fields, saved)).toBe(false)
    expect(isChanged(fields.toReversed(), saved)).toBe(true)
    expect(isChanged([...fields, named('Jam')], saved)).toBe(true)
  })

  it('keep their keys when they are named anew; a new one gets its first name', () => {
    const [bread] = fieldsOf(saved)
    expect(categoriesOf([{ ...bread!, names: { en: ' Loaves ', de: '' } }, named('', 'Süßes')])).toEqual([
      { key: 'bread', names: { en: 'Loaves' } },
      { key: 'süßes', names: { de: 'Süßes' } }
    ])
  })

  it('need a name that fits and that no other one has', () => {
    const fields = fieldsOf(saved)
    const trouble = (field: ReturnType<typeof named>) => troubleOf(field, [...fields, field])
    expect(trouble(named(' '))).toBe('nameless')
    expect(trouble(named('x'.repeat(50)))).toBe(null)
    expect(trouble(named('x'.repeat(51)))).toBe('nameless')
    expect(trouble(named('Bread'))).toBe('twice')
    expect(fields.map((field) => troubleOf(field, fields))).toEqual([null, null])
  })
})
