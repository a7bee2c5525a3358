/* category-field.tsx -- one of the categories in use, or a new one. */
import { useState } from 'react'
import { useShop } from '../../api/queries'
import { useCategoryName } from '../../ui/use-category-name'
import { Field } from '../../ui/field'
import type { StaffProduct } from '../api'
import { useStaffTexts } from '../texts'

const OTHER = '\n' // no category can hold it

interface CategoryFieldProps {
  value: string
  error: string | undefined
  all: readonly StaffProduct[]
  onChange: (category: string) => void
}

export function CategoryField({ value, error, all, onChange }: CategoryFieldProps) {
  const { editor } = useStaffTexts()
  const { categories } = useShop()
  const nameOf = useCategoryName()
  const used = [...new Set([...categories.map(({ key }) => key), ...all.map(({ category }) => category)])]
  const [other, setOther] = useState(!used.includes(value))
  return (
    <>
      <div className="field">
        <label htmlFor={other ? 'category-choice' : 'category'}>{editor.category}</label>
        <div className="field-box">
          <select
            id={other ? 'category-choice' : 'category'}
            className="input"
            value={other ? OTHER : value}
            onChange={(event) => {
              setOther(event.target.value === OTHER)
              onChange(event.target.value === OTHER ? '' : event.target.value)
            }}
          >
            {used.map((category) => (
              <option key={category} value={category}>
                {nameOf(category)}
              </option>
            ))}
            <option value={OTHER}>{editor.otherCategory}</option>
          </select>
        </div>
      </div>
      {other && (
        <Field
          id="category"
          label={editor.newCategory}
          value={value}
          error={error}
          onChange={(event) => {
            onChange(event.target.value)
          }}
        />
      )}
    </>
  )
}
