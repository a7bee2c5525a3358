/* order-actions.tsx -- what can be done with an order: keep its link, or order again what is still on the shelf. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Order } from '../../api/client'
import { useProducts } from '../../api/queries'
import { updateBasket } from '../basket/store'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button, ButtonLink } from '../../ui/button'
import { addReorder, reorderOf } from './reorder'
import { ShortageText } from './shortage-text'
import type { OrderState } from './states'

function CopyLink() {
  const { order } = useOrderTexts()
  const [said, setSaid] = useState<'copy' | 'copied' | 'copyFailed'>('copy')
  async function copy() {
    let result: 'copied' | 'copyFailed' = 'copied'
    try {
      await navigator.clipboard.writeText(location.href)
    } catch {
      result = 'copyFailed' // over plain HTTP there is no clipboard, or it was not allowed
    }
    setSaid(result)
    announce(order[result])
  }
  return <Button onClick={() => void copy()}>{order[said]}</Button>
}

export function OrderAgain({ order, failed }: { order: Order; failed: boolean }) {
  const { order: words } = useOrderTexts()
  const { data: products } = useProducts()
  const [, navigate] = useLocation()
  if (products === undefined) return null
  const reorder = reorderOf(order, products)
  const { basket, missing, fewer } = reorder
  const changed = fewer.length > 0 ? words.whatIsLeft : missing.length > 0 ? words.without : words.again
  const label = failed ? changed : words.same
  const onClick = () => {
    updateBasket((current) => addReorder(current, reorder))
    navigate('/basket', { state: { missing, fewer } }) // which the basket tells, too
  }
  return (
    <>
      {basket.length === 0 ? <p>{words.nothingLeft}</p> : <ShortageText missing={missing} fewer={fewer} />}
      {basket.length === 0 ? (
        <ButtonLink look={failed ? 'main' : 'plain'} href="/">
          {words.seeShelf}
        </ButtonLink>
      ) : (
        <Button look={failed ? 'main' : 'plain'} onClick={onClick}>
          {label}
        </Button>
      )}
    </>
  )
}

export function OrderActions({ order, state }: { order: Order; state: OrderState }) {
  const { order: words } = useOrderTexts()
  const over = state.step === 'ready' || state.step === 'collected'
  return (
    <div className="order-actions no-print">
      {over && <OrderAgain order={order} failed={false} />}
      <CopyLink />
      {!state.ended && <p className="small">{words.keepLink}</p>}
    </div>
  )
}
