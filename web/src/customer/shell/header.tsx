/* header.tsx -- the shop's name, the ways through it, the basket, and the sack's stripes below. index.html holds the
 * same frame, so that nothing moves when this takes its place. */
import { ShoppingBasket } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { useShop } from '../../api/queries'
import { useBasketSum } from '../basket/use-priced'
import { useTexts } from '../../texts'
import { useMoney } from '../../ui/use-money'

/* A name that is longer than this is set in smaller letters; the server does the same (page_text.c). */
const SHORT_NAME_MAX = 16

function BasketLink({ current }: { current: boolean }) {
  const { shell, items } = useTexts()
  const money = useMoney()
  const { count, totalCents } = useBasketSum()
  return (
    <Link href="/basket" className="basket-link" aria-current={current ? 'page' : undefined}>
      <ShoppingBasket size={20} aria-hidden="true" />
      <span>{shell.basket}</span>
      {count > 0 && (
        <>
          <span className="basket-link-count" aria-hidden="true">
            {count}
          </span>
          <span className="visually-hidden">{items(count)}</span>
          <span className="basket-link-total">{money(totalCents)}</span>
        </>
      )}
    </Link>
  )
}

export function Header() {
  const { shell } = useTexts()
  const { name, address } = useShop()
  const [path] = useLocation()
  const shown = name || shell.bakery
  const long = [...shown].length > SHORT_NAME_MAX
  const onMenu = path === '/' || path.startsWith('/products/')
  const onOrders = path === '/orders' || path.startsWith('/orders/')
  return (
    <header className="header">
      <div className="wrap header-row">
        <Link href="/" className={long ? 'wordmark wordmark-long' : 'wordmark'} title={shown}>
          {shown}
        </Link>
        <p className="header-place">
          {shell.bakery}
          {address !== '' && <span>{address}</span>}
        </p>
        <nav className="header-nav" aria-label={shell.navigation}>
          <Link href="/" className="nav-link" aria-current={onMenu ? 'page' : undefined}>
            {shell.menu}
          </Link>
          <Link href="/orders" className="nav-link" aria-current={onOrders ? 'page' : undefined}>
            {shell.orders}
          </Link>
          <BasketLink current={path === '/basket'} />
        </nav>
      </div>
      <div className="stripes"></div>
    </header>
  )
}
