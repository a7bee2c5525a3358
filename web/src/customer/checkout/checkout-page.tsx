/* checkout-page.tsx -- the checkout on one page: who it is for, the ticket, and the button that places the order. */
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useBasket } from '../basket/store'
import { useOrderTexts } from '../../texts/orders'
import { ButtonLink } from '../../ui/button'
import { Drawing } from '../../ui/drawing'
import { PageTitle } from '../../ui/page-title'
import { AttemptNote } from './attempt-note'
import { CheckoutForm } from './checkout-form'
import './checkout.css'
import { theAttempt, useAttempt } from './the-attempt'

function EmptyCheckout() {
  const { checkout } = useOrderTexts()
  const attempt = useAttempt()
  return (
    <div className="wrap page">
      <PageTitle>{checkout.title}</PageTitle>
      <AttemptNote attempt={attempt} />
      <div className="bare-shelf">
        <Drawing of={{ image: null, category: 'pastry' }} state="outline" />
      </div>
      <p className="lead">{checkout.empty}</p>
      <ButtonLink look="main" big href="/" className="checkout-way">
        {checkout.seeShelf}
      </ButtonLink>
    </div>
  )
}

export default function CheckoutPage() {
  const attempt = useAttempt()
  const [, navigate] = useLocation()
  const empty = useBasket().length === 0

  useEffect(() => {
    theAttempt.resume()
    return theAttempt.cancel
  }, [])
  useEffect(() => {
    if (attempt.name !== 'placed') return
    theAttempt.forget()
    navigate(`/orders/${attempt.orderId}`, { replace: true })
  }, [attempt, navigate])

  if (attempt.name === 'placed') return null
  return empty ? <EmptyCheckout /> : <CheckoutForm />
}
