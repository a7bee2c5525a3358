/* orders-page.tsx -- 'your orders': those placed on this device, with how far each is. */
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { Problem } from '../../api/problem'
import { useShop } from '../../api/queries'
import { storedAttempt } from '../checkout/store'
import { useLanguage } from '../../texts'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button, ButtonLink } from '../../ui/button'
import { fullMomentInWords } from '../../ui/dates'
import { Drawing } from '../../ui/drawing'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { useMoney } from '../../ui/use-money'
import { forgetOrder, myOrders, watchMyOrders, type MyOrder } from './mine'
import { orderQuery } from './order-query'
import './orders.css'
import { stateOf } from './states'
import { formatDayAndClock } from './when'

const ASK_AGAIN_MS = 15_000
/* Only this many of the newest are kept up to date; older ones load when they are opened. */
const ASKED_MAX = 10

function useStanding(id: number, asked: boolean) {
  return useQuery({
    ...orderQuery(String(id)),
    enabled: asked,
    staleTime: ASK_AGAIN_MS,
    refetchInterval: ({ state: { data } }) => (data && stateOf(data).ended ? false : ASK_AGAIN_MS)
  })
}

function Entry({ order, asked }: { order: MyOrder; asked: boolean }) {
  const texts = useOrderTexts()
  const { orders: words } = texts
  const { language } = useLanguage()
  const { time_zone: zone } = useShop()
  const money = useMoney()
  const { data, error } = useStanding(order.id, asked)
  const when = formatDayAndClock(order.placedAt, language, zone)
  const gone = error instanceof Problem && error.status === 404
  const state = data && stateOf(data)
  const unknown = gone ? words.gone : error ? words.unread : words.asking
  return (
    <li className={`my-order my-order-${state?.name ?? 'unknown'}`}>
      <span className="my-order-code">{data?.pickup_code}</span>
      <span className="my-order-main">
        {gone ? when : <Link href={`/orders/${order.id}`}>{words.open(when)}</Link>}
        {asked && <span className="my-order-status">{state ? words.statuses[state.name] : unknown}</span>}
        {data?.pickup && state?.step && state.step !== 'collected' && (
          <span className="my-order-pickup">{words.collect(fullMomentInWords(data.pickup, texts))}</span>
        )}
        {data && (
          <span className="my-order-items breaks">
            {data.items.map((item) => `${item.quantity}\u00a0${item.name}`).join(', ')}
          </span>
        )}
      </span>
      <span className="my-order-total">{money(order.totalCents)}</span>
      {gone && (
        <Button
          look="link"
          aria-label={words.removeNamed(when)}
          onClick={() => {
            forgetOrder(order.id)
            announce(words.removed)
            document.querySelector('h1')?.focus()
          }}
        >
          {words.remove}
        </Button>
      )}
    </li>
  )
}

function PendingNote() {
  const { attempt } = useOrderTexts()
  const pending = (storedAttempt()?.unanswered ?? 0) > 0
  return pending ? (
    <Note kind="caution" className="page-note">
      <p>
        {attempt.pending} <Link href="/checkout">{attempt.pendingLink}</Link>
      </p>
    </Note>
  ) : null
}

function NoOrders() {
  const { orders, order } = useOrderTexts()
  return (
    <>
      <div className="bare-shelf">
        <Drawing of={{ image: null, category: 'pastry' }} state="outline" />
      </div>
      <p>{orders.empty}</p>
      <p className="small">{orders.elsewhere}</p>
      <ButtonLink look="main" href="/" className="order-way">
        {order.seeShelf}
      </ButtonLink>
    </>
  )
}

export default function OrdersPage() {
  const { orders: words } = useOrderTexts()
  const orders = useSyncExternalStore(watchMyOrders, myOrders)
  return (
    <div className="wrap page">
      <PageTitle>{words.title}</PageTitle>
      <PendingNote />
      {orders.length === 0 ? (
        <NoOrders />
      ) : (
        <>
          <p className="lead">{words.lead}</p>
          <ul className="my-orders">
            {orders.map((order, index) => (
              <Entry key={order.id} order={order} asked={index < ASKED_MAX} />
            ))}
          </ul>
          <p className="small">{words.elsewhere}</p>
        </>
      )}
    </div>
  )
}
