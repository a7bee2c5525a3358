/* field.tsx -- a text field with its label, hint and error; the input is described by both. */
import { Check } from 'lucide-react'
import type { ComponentProps } from 'react'

interface FieldProps extends ComponentProps<'input'> {
  id: string
  label: string
  hint?: string
  error?: string | null
  fine?: boolean // it was checked and found good
}

export function Field({ label, hint, error, fine = false, id, className, ...input }: FieldProps) {
  const wrong = error !== undefined && error !== null
  const described = [hint !== undefined && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={wrong ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <div className="field-box">
        <input
          {...input}
          id={id}
          className={['input', fine && !wrong && 'input-fine', className].filter(Boolean).join(' ')}
          aria-invalid={wrong || undefined}
          aria-describedby={described || undefined}
        />
        {fine && !wrong && <Check className="field-tick" size={20} aria-hidden="true" />}
      </div>
    </div>
  )
}
