/* sold-out.tsx -- says that a product is sold out, in words, colour and sign. */
import { CircleSlash } from 'lucide-react'
import { useTexts } from '../texts'

export function SoldOut({ className }: { className?: string }) {
  const { product } = useTexts()
  return (
    <p className={className === undefined ? 'sold-out' : `sold-out ${className}`}>
      <CircleSlash size={18} aria-hidden="true" />
      {product.soldOut}
    </p>
  )
}
