/* order-page.tsx -- the page of one order, also while it loads and when it cannot be loaded. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { Problem } from '../../api/problem'
import { useOrderTexts } from '../../texts/orders'
import { Button, ButtonLink } from '../../ui/button'
import { Drawing } from '../../ui/drawing'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { usePassFocus } from '../../ui/pass-focus'
import { useSlow } from '../../ui/slow'
import { orderQuery } from './order-query'
import { OrderView } from './order-view'
import './orders.css'

function OrderLoading() {
  const { order } = useOrderTexts()
  return useSlow(true) ? (
    <div className="wrap order-top page-loading" aria-busy="true">
      <p role="status" className="visually-hidden">
        {order.loading}
      </p>
      <div className="order-head" aria-hidden="true">
        <div className="skeleton-block order-skeleton-code" />
        <div className="skeleton-lines order-skeleton-state" />
      </div>
      <div className="order-shelf" />
    </div>
  ) : (
    <div className="page-loading" />
  )
}

function OrderMissing() {
  const { order, orders } = useOrderTexts()
  return (
    <div className="wrap page">
      <PageTitle>{order.missingTitle}</PageTitle>
      <div className="bare-shelf">
        <Drawing of={{ image: null, category: 'bread' }} state="outline" />
      </div>
      <p className="lead">{order.missingMore}</p>
      <p className="order-missing-ways">
        {order.missingOrders} <Link href="/orders">{orders.title}</Link>.
      </p>
      <ButtonLink href="/" className="order-way">
        {order.seeShelf}
      </ButtonLink>
    </div>
  )
}

function OrderTrouble({ busy, onRetry }: { busy: boolean; onRetry: () => void }) {
  const { order, trouble } = useOrderTexts()
  const again = usePassFocus()
  return (
    <div className="wrap page">
      <PageTitle>{order.troubleTitle}</PageTitle>
      <Note kind="caution" className="page-note">
        <p>{order.troubleMore}</p>
        <p>{trouble.checkOnly}</p>
        <Button look="main" ref={again} busy={busy} onClick={onRetry}>
          {order.tryAgain}
        </Button>
      </Note>
    </div>
  )
}

export default function OrderPage({ id }: { id: string }) {
  const { data, error, isFetching, refetch } = useQuery({ ...orderQuery(id), networkMode: 'always' }) // offline is an answer, too
  const [asked, setAsked] = useState(false) // by hand: the query forgets its error when it begins anew
  const onRetry = () => {
    setAsked(true)
    void refetch()
  }
  if (data) return <OrderView order={data} id={id} />
  if (error instanceof Problem && error.status === 404) return <OrderMissing />
  if (error || asked) return <OrderTrouble busy={isFetching} onRetry={onRetry} />
  return <OrderLoading />
}
