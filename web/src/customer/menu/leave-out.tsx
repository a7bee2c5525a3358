/* leave-out.tsx -- hides what has, may have, or could have an allergen that somebody must not eat. */
import { useState } from 'react'
import type { Allergen, Product } from '../../api/client'
import { useTexts } from '../../texts'
import { occurring } from './shelf'

interface LeaveOutProps {
  products: readonly Product[]
  without: readonly Allergen[]
  onChange: (without: readonly Allergen[]) => void
}

export function LeaveOut({ products, without, onChange }: LeaveOutProps) {
  const { leaveOut, allergens } = useTexts()
  const [open, setOpen] = useState(without.length > 0)
  const shown = occurring(products)
  const unknown = products.filter((product) => product.allergens === null).length
  if (shown.length === 0) return null
  return (
    <details
      className="leave-out"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>{leaveOut.summary(without.length)}</summary>
      {open && (
        <>
          <fieldset aria-label={leaveOut.summary(0)}>
            {shown.map(({ name, count }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  checked={without.includes(name)}
                  onChange={(event) => {
                    onChange(event.target.checked ? [...without, name] : without.filter((other) => other !== name))
                  }}
                />
                <span>{allergens.names[name]}</span>
                <span className="leave-out-count">{leaveOut.count(count)}</span>
              </label>
            ))}
          </fieldset>
          <p className="small">{leaveOut.kitchen}</p>
          {unknown > 0 && <p className="small">{leaveOut.unknown(unknown)}</p>}
        </>
      )}
    </details>
  )
}
