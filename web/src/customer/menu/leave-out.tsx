/* leave-out.tsx -- hides what has, may have, or could have an allergen that somebody must not eat. Where there is room
 * beside the shelves, it is open. */
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
  const [open, setOpen] = useState(without.length > 0 || matchMedia('(width >= 67.5em)').matches)
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
          <p className="small">{leaveOut.kitchen}</p>
          <fieldset aria-label={leaveOut.summary(0)}>
            {shown.map(({ name, count }) => (
              <label key={name}>
                <input
                  type="checkbox"
                  className="check"
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
          {unknown > 0 && <p className="small">{leaveOut.unknown(unknown)}</p>}
        </>
      )}
    </details>
  )
}
