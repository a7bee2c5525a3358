/* stepper.tsx -- how many of one thing: less, the number, more. */
import type { Ref } from 'react'
import { useTexts } from '../texts'

interface StepperProps {
  name: string // of the product
  quantity: number
  min: number
  max: number
  onChange: (quantity: number) => void
  moreRef?: Ref<HTMLButtonElement>
}

export function Stepper({ name, quantity, min, max, onChange, moreRef }: StepperProps) {
  const { stepper } = useTexts()
  const atMin = quantity <= min
  const atMax = quantity >= max
  return (
    <div className="stepper" role="group" aria-label={stepper.label(name)}>
      <button
        type="button"
        className="stepper-button"
        aria-label={stepper.less(name)}
        aria-disabled={atMin || undefined}
        onClick={() => !atMin && onChange(quantity - 1)}
      >
        <span aria-hidden="true">−</span>
      </button>
      <span className="stepper-number">{quantity}</span>
      <button
        type="button"
        className="stepper-button"
        aria-label={stepper.more(name)}
        aria-disabled={atMax || undefined}
        ref={moreRef}
        onClick={() => !atMax && onChange(quantity + 1)}
      >
        <span aria-hidden="true">+</span>
      </button>
    </div>
  )
}
