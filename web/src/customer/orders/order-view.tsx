/* order-view.tsx -- a loaded order: its code and state, its shelf, its facts and its ticket. It follows the order
 * live; a new state is shown, announced and put in the window's title. */
import { useEffect, useRef, useState } from 'react'
import type { Order } from '../../api/client'
import { toCents } from '../../ui/money'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { PageTitle } from '../../ui/page-title'
import { Ticket } from '../../ui/ticket'
import { useMoney } from '../../ui/use-money'
import { useOrderEvents } from './live'
import { LiveMark } from './live-mark'
import { myOrders } from './mine'
import { OrderActions, OrderAgain } from './order-actions'
import { OrderCancel } from './order-cancel'
import { OrderFacts } from './order-facts'
import { OrderLines } from './order-lines'
import { OrderShelf } from './order-shelf'
import { OrderTrack } from './order-track'
import { TellMe, useReadyMessage } from './tell-me'
import { stateOf, type OrderState } from './states'
import { periodInWords } from './when'

/* Two or more of the widest letters, which need a smaller size. */
const WIDE = /[MW].*[MW]/

/* Announces changes only: a screen reader reads the first state with the page. */
function useSpokenState(state: OrderState, text: string): void {
  const spoken = useRef(state.name)
  useEffect(() => {
    if (spoken.current === state.name) return
    spoken.current = state.name
    announce(text, state.name === 'ready' ? 'assertive' : 'polite')
  }, [state.name, text])
}

function OrderTicket({ order, state }: { order: Order; state: OrderState }) {
  const { order: words } = useOrderTexts()
  const money = useMoney()
  const total = toCents(order.total_amount)
  const expected = myOrders().find(({ id }) => id === order.order_id)?.totalCents ?? total
  const lines = order.items.map(({ quantity, name, price, left, allergens }, index) => ({
    key: index,
    quantity,
    name,
    totalCents: toCents(price) * quantity,
    allergens,
    problem: left === undefined ? undefined : { text: words.left(left), repair: null }
  }))
  const label = { received: words.total, open: words.paid, off: words.notCharged }
  const undecided = state.name === 'received' || state.name === 'cancelled' // whether it was paid is not told
  const which = undecided ? 'received' : state.step === null ? 'off' : 'open'
  return (
    <Ticket heading={words.yourOrder} className="order-ticket">
      <OrderLines lines={lines} totalLabel={label[which]} totalCents={total} />
      {expected !== total && <p className="small">{words.repriced(money(expected))}</p>}
    </Ticket>
  )
}

export function OrderView({ order, id }: { order: Order; id: string }) {
  const texts = useOrderTexts()
  const { order: words } = texts
  const state = stateOf(order)
  const [told, setTold] = useState(false) // by a message when it is ready
  const live = useOrderEvents(id, !state.ended, told)
  const { title, more } = words.states[state.name]
  useSpokenState(state, `${title}. ${more}`)
  useReadyMessage(order, state, told)
  return (
    <div className={`order order-${state.name}`}>
      <div className="order-band">
        <div className="wrap order-top">
          <div className="order-head">
            {state.step && (
              <p className="order-code">
                <span className="order-code-label">{words.code}</span>{' '}
                <strong
                  className={WIDE.test(order.pickup_code) ? 'order-code-letters order-code-wide' : 'order-code-letters'}
                >
                  {order.pickup_code}
                </strong>
              </p>
            )}
            <div className="order-state">
              <PageTitle windowTitle={words.windowTitle(title, order.pickup_code)}>{title}</PageTitle>
              {order.pickup && state.step && state.step !== 'collected' && (
                <p className="order-pickup">{periodInWords(order.pickup, texts)}</p>
              )}
              <p className="order-more">{more}</p>
              <OrderTrack order={order} state={state} />
              {!state.step && (
                <div className="order-actions no-print">
                  <OrderAgain order={order} failed />
                </div>
              )}
            </div>
          </div>
          {state.drawing && <OrderShelf items={order.items} drawing={state.drawing} />}
        </div>
      </div>
      <div className="wrap order-rest">
        <div>
          {!state.ended && <LiveMark live={live} />}
          <OrderFacts order={order} collected={state.step !== null} />
          {state.step && <OrderActions order={order} state={state} />}
          {!state.ended && state.step !== 'ready' && <TellMe told={told} onTold={setTold} />}
          <OrderCancel order={order} id={id} />
        </div>
        <OrderTicket order={order} state={state} />
      </div>
    </div>
  )
}
