/* basket-bar.tsx -- the way to the basket at the bottom of small screens. */
import { ShoppingBasket } from 'lucide-react'
import { Link } from 'wouter'
import { useTexts } from '../texts'
import { useMoney } from '../ui/use-money'
import { countOf } from './basket'
import { useBasket } from './store'
import { useBasketTotal } from './use-priced'

export function BasketBar() {
  const { shell } = useTexts()
  const money = useMoney()
  const count = countOf(useBasket())
  const total = useBasketTotal()
  if (count === 0) return null
  return (
    <Link href="/basket" className="basket-bar">
      <ShoppingBasket size={22} aria-hidden="true" />
      <span>{shell.viewBasket(count)}</span>
      <span className="basket-bar-total">{money(total)}</span>
    </Link>
  )
}
