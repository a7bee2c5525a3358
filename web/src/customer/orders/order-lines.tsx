/* order-lines.tsx -- the lines of an order's ticket and their sum. */
import type { ReactNode } from 'react'
import type { Allergens } from '../../api/client'
import { AllergensLine } from '../../ui/allergens-line'
import { useMoney } from '../../ui/use-money'
import './order-lines.css'

export interface OrderLine {
  key: number
  quantity: number
  name: string
  totalCents: number
  allergens?: Allergens // undefined: the product is not known any more
  problem?: { text: string; repair: ReactNode }
}

interface OrderLinesProps {
  lines: readonly OrderLine[]
  totalLabel: string
  totalCents: number
}

export function OrderLines({ lines, totalLabel, totalCents }: OrderLinesProps) {
  const money = useMoney()
  return (
    <>
      <ul className="order-lines">
        {lines.map(({ key, quantity, name, totalCents: lineCents, allergens, problem }) => (
          <li key={key} className={problem ? 'order-line order-line-wrong' : 'order-line'}>
            {problem && (
              <p className="order-line-problem" id={`line-${key}-problem`}>
                {problem.text}
              </p>
            )}
            <span className="order-line-quantity">{quantity}</span>{' '}
            <span className="order-line-name breaks">{name}</span>{' '}
            <span className="order-line-total">{lineCents > 0 && money(lineCents)}</span>
            {allergens !== undefined && <AllergensLine of={allergens} className="order-line-allergens" />}
            {problem?.repair}
          </li>
        ))}
      </ul>
      <p className="order-total">
        <span>{totalLabel}</span> <strong>{money(totalCents)}</strong>
      </p>
    </>
  )
}
