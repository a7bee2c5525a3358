/* the-attempt.ts -- the one attempt of this page: the runner with the network, the basket and the list of orders. */
import { useSyncExternalStore } from 'react'
import { updateBasket } from '../basket/store'
import { rememberOrder } from '../orders/mine'
import { placeOrder } from './answer'
import type { AttemptState } from './attempt'
import { forgetChoice } from './draft'
import { readBody, withoutOrdered } from './order-body'
import { Runner } from './runner'

export const theAttempt = new Runner({
  send: placeOrder,
  onPlaced({ body, totalCents }, orderId) {
    forgetChoice()
    rememberOrder({ id: orderId, placedAt: Date.now(), totalCents })
    updateBasket((basket) => withoutOrdered(basket, readBody(body)))
  },
  now: Date.now,
  random: Math.random
})

addEventListener('online', theAttempt.retry)

export const useAttempt = (): AttemptState => useSyncExternalStore(theAttempt.subscribe, theAttempt.state)
