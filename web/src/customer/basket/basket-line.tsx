/* basket-line.tsx -- one line of the basket on its shelf, with what has changed since it was chosen. */
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { Product } from '../../api/client'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { AllergensLine } from '../../ui/allergens-line'
import { Button } from '../../ui/button'
import { FewLeft } from '../../ui/few-left'
import { Picture } from '../../ui/picture'
import { SoldOut } from '../../ui/sold-out'
import { Stepper } from '../../ui/stepper'
import { useMoney } from '../../ui/use-money'
import { Notice } from '../pickup/notice'
import { QUANTITY_MAX, setQuantity, type Line, type PricedLine } from './basket'
import { updateBasket } from './store'

interface BasketLineProps {
  priced: PricedLine
  left: number | undefined // of the product, if few are
  takesFocus: boolean
  onRemove: (line: Line) => void
}

interface RepricedProps {
  line: Line
  product: Product
  cents: number
  onAccepted: () => void
}

function Repriced({ line, product, cents, onAccepted }: RepricedProps) {
  const { basket } = useTexts()
  const money = useMoney()
  return (
    <div className="line-change">
      <p className="line-repriced">{basket.repriced(money(line.cents), money(cents))}</p>
      <Button
        onClick={() => {
          updateBasket((current) => setQuantity(current, product, line.quantity))
          announce(basket.each(money(cents)))
          onAccepted()
        }}
      >
        {basket.acceptPrice(money(cents))}
      </Button>
    </div>
  )
}

export function BasketLine({ priced, left, takesFocus, onRemove }: BasketLineProps) {
  const { basket, menu } = useTexts()
  const money = useMoney()
  const name = useRef<HTMLAnchorElement>(null)
  const { line, product, change, cents, totalCents } = priced
  const lost = change === 'gone' || change === 'sold-out'

  useEffect(() => {
    if (takesFocus) name.current?.focus()
  }, [takesFocus])

  function changeQuantity(quantity: number) {
    if (quantity === 0) {
      onRemove(line)
      return
    }
    if (product === undefined) return
    updateBasket((current) => setQuantity(current, product, quantity))
    announce(menu.inBasket(quantity, line.name))
  }

  return (
    <li className={lost ? 'line line-lost' : 'line'}>
      <div className="line-plate">
        <Picture
          of={product ?? { image: null, photo: null, category: '' }}
          sizes="110px"
          state={lost ? 'outline' : 'baked'}
        />
      </div>
      <div className="line-name">
        <h2>
          <Link ref={name} href={`/products/${line.id}`}>
            {product?.name ?? line.name}
          </Link>
        </h2>
        {!lost && (
          <p className="small">
            {basket.each(money(cents))} {left !== undefined && <FewLeft left={left} />}
          </p>
        )}
        {!lost && product !== undefined && <AllergensLine of={product.allergens} />}
        {product !== undefined && <Notice product={product} />}
        {change === 'sold-out' && <SoldOut />}
        {!lost && product?.available === false && <SoldOut today />}
        {change === 'gone' && <p className="sold-out">{basket.gone}</p>}
        {change === 'repriced' && product !== undefined && (
          <Repriced line={line} product={product} cents={cents} onAccepted={() => name.current?.focus()} />
        )}
      </div>
      <div className="line-quantity">
        {lost ? (
          <Button
            aria-label={basket.removeNamed(line.name)}
            onClick={() => {
              onRemove(line)
            }}
          >
            {basket.remove}
          </Button>
        ) : (
          <Stepper name={line.name} quantity={line.quantity} min={0} max={QUANTITY_MAX} onChange={changeQuantity} />
        )}
      </div>
      <p className="line-total">{lost ? <s>{money(cents * line.quantity)}</s> : money(totalCents)}</p>
    </li>
  )
}
