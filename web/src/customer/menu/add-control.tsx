/* add-control.tsx -- "Add", and once a product is in the basket, its stepper. The focus goes with the change: from Add
 * to "one more", and back to Add when the last one is taken out. */
import { Plus } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import type { Product } from '../../api/client'
import { hasRoomFor, QUANTITY_MAX, setQuantity } from '../basket/basket'
import { currentBasket, updateBasket } from '../basket/store'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Stepper } from '../../ui/stepper'

interface AddControlProps {
  product: Product
  quantity: number
  nextDay: string // for what is sold out today
}

export function AddControl({ product, quantity, nextDay }: AddControlProps) {
  const { menu, pickup } = useTexts()
  const add = useRef<HTMLButtonElement>(null)
  const more = useRef<HTMLButtonElement>(null)
  const focusFollows = useRef(false)
  const [refused, setRefused] = useState(false)
  const chosen = quantity > 0

  useLayoutEffect(() => {
    if (focusFollows.current) (chosen ? more : add).current?.focus()
    focusFollows.current = false
  }, [chosen])

  function change(wanted: number) {
    const fits = hasRoomFor(currentBasket(), product.id)
    setRefused(!fits)
    if (!fits) {
      announce(menu.full, 'assertive')
      return
    }
    focusFollows.current = wanted > 0 !== chosen
    updateBasket((basket) => setQuantity(basket, product, wanted))
    announce(wanted > 0 ? menu.inBasket(wanted, product.name) : menu.removed(product.name))
  }

  if (chosen)
    return (
      <Stepper name={product.name} quantity={quantity} min={0} max={QUANTITY_MAX} onChange={change} moreRef={more} />
    )
  return (
    <>
      {refused && <p className="refused">{menu.full}</p>}
      <Button
        ref={add}
        aria-label={product.available ? menu.addNamed(product.name) : pickup.orderForNamed(nextDay, product.name)}
        onClick={() => {
          change(1)
        }}
      >
        {product.available && <Plus size={20} aria-hidden="true" />}
        {product.available ? menu.add : pickup.orderFor(nextDay)}
      </Button>
    </>
  )
}
