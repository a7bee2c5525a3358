/* field.tsx -- a text field with its label, hint and error; the input is described by both. With `rows` it has several
 * lines. */
import { Check } from 'lucide-react'
import type { ChangeEvent, ComponentProps } from 'react'

type Control = ComponentProps<'input'> & ComponentProps<'textarea'>

interface FieldProps extends Omit<Control, 'ref' | 'onChange' | 'onBlur'> {
  id: string
  label: string
  hint?: string
  error?: string | null
  fine?: boolean // it was checked and found good
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void
  onBlur?: () => void
}

export function Field({ label, hint, error, fine = false, id, className, ...input }: FieldProps) {
  const wrong = error !== undefined && error !== null
  const Input = input.rows === undefined ? 'input' : 'textarea'
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
        <Input
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
