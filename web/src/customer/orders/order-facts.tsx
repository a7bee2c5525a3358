/* order-facts.tsx -- where to collect an order, for whom it is, and whom to ask. An order that is not collected shows
 * its code only here. */
import type { ReactNode } from 'react'
import type { Order } from '../../api/client'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { useOrderTexts } from '../../texts/orders'
import { PhoneLink } from '../../ui/phone-link'
import { formatDayAndClock, periodInWords } from './when'
import { useHours } from '../../ui/use-hours'

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="order-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

export function OrderFacts({ order, collected }: { order: Order; collected: boolean }) {
  const texts = useOrderTexts()
  const { order: words } = texts
  const { language } = useLanguage()
  const { name, address, phone, time_zone: zone } = useShop()
  const { week } = useHours()
  return (
    <dl className="order-facts">
      {collected && order.pickup && (
        <Fact name={words.collect}>
          <strong>{periodInWords(order.pickup, texts)}</strong>
          <a className="order-calendar no-print" href={`/api/orders/${order.order_id}/calendar`}>
            {words.calendar}
          </a>
        </Fact>
      )}
      {collected ? (
        <Fact name={words.where}>
          <strong>{[name, address].filter(Boolean).join(', ')}</strong>
        </Fact>
      ) : (
        <Fact name={words.code}>{order.pickup_code}</Fact>
      )}
      {collected && week !== '' && <Fact name={words.open}>{week}</Fact>}
      {order.customer_name !== '' && <Fact name={words.name}>{order.customer_name}</Fact>}
      {order.note !== null && <Fact name={words.note}>{order.note}</Fact>}
      <Fact name={words.ordered}>{formatDayAndClock(Date.parse(order.created_at), language, zone)}</Fact>
      {phone !== '' && (
        <Fact name={words.questions}>
          <PhoneLink number={phone} />
        </Fact>
      )}
    </dl>
  )
}
