/* sold-out.tsx -- says that a product is sold out, or that it is only today, in words, colour and sign. */
import { CircleSlash } from 'lucide-react'
import { useTexts } from '../texts'

export function SoldOut({ today = false, className }: { today?: boolean; className?: string }) {
  const { product, pickup } = useTexts()
  return (
    <p className={className === undefined ? 'sold-out' : `sold-out ${className}`}>
      <CircleSlash size={18} aria-hidden="true" />
      {today ? pickup.soldOutToday : product.soldOut}
    </p>
  )
}
