/* price-tag.tsx -- the price that hangs from the shelf's edge. */
import { useTexts } from '../texts'
import { useMoney } from './use-money'

export function PriceTag({ cents, off = false }: { cents: number; off?: boolean }) {
  const money = useMoney()
  const { product } = useTexts()
  return (
    <p className={off ? 'price-tag price-tag-off' : 'price-tag'}>
      <span className="visually-hidden">{product.price} </span>
      {off ? <s>{money(cents)}</s> : money(cents)}
    </p>
  )
}
