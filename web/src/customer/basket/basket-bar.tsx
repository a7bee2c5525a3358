/* basket-bar.tsx -- the way to the basket at the bottom of small screens. */
import { ShoppingBasket } from 'lucide-react'
import { Link } from 'wouter'
import { useTexts } from '../../texts'
import { useMoney } from '../../ui/use-money'
import { useBasketSum } from './use-priced'

export function BasketBar() {
  const { shell } = useTexts()
  const money = useMoney()
  const { count, totalCents } = useBasketSum()
  if (count === 0) return null
  return (
    <Link href="/basket" className="basket-bar">
      <ShoppingBasket size={22} aria-hidden="true" />
      <span>{shell.viewBasket(count)}</span>
      <span className="basket-bar-total">{money(totalCents)}</span>
    </Link>
  )
}
