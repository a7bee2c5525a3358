/* states.ts -- the one table of what an order's status and fulfilment mean to its customer: how far along the track it
 * is, how its products are drawn, and which words of texts/ (orders.states) say so.
 */

export type OrderStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
export type Fulfilment = 'new' | 'baking' | 'ready' | 'collected'
export type FailureReason = 'out_of_stock' | 'payment_declined' | 'internal'

/* The parts of an order, as the API sends it, that decide its state. */
export interface Progress {
  status: OrderStatus
  fulfilment: Fulfilment
  failure_reason: FailureReason | null
}

export const steps = ['received', 'confirmed', 'baking', 'ready', 'collected'] as const
export type Step = (typeof steps)[number]
export type StateName = Step | FailureReason | 'cancelled'

export type DrawingState = 'outline' | 'dough' | 'baked'

export interface OrderState {
  name: StateName
  step: Step | null // null: the order left the track
  drawing: DrawingState | null // null: there is no shelf
  ended: boolean // nothing will change any more
}

const onTrack = (step: Step, drawing: DrawingState): OrderState => ({
  name: step,
  step,
  drawing,
  ended: step === 'collected'
})
const offTrack = (name: StateName): OrderState => ({ name, step: null, drawing: null, ended: true })

const received = onTrack('received', 'outline')
const byFulfilment: Readonly<Record<Fulfilment, OrderState>> = {
  new: onTrack('confirmed', 'dough'),
  baking: onTrack('baking', 'dough'),
  ready: onTrack('ready', 'baked'),
  collected: onTrack('collected', 'baked')
}

export function stateOf({ status, fulfilment, failure_reason }: Progress): OrderState {
  switch (status) {
    case 'pending':
    case 'processing':
      return received
    case 'completed':
      return byFulfilment[fulfilment]
    case 'failed':
      return offTrack(failure_reason ?? 'internal')
    case 'cancelled':
      return offTrack('cancelled')
  }
}

/* The track ends at Confirmed until the bakers set a later step. */
export function trackOf({ step }: OrderState): readonly Step[] {
  if (step === null) return []
  if (step === 'received' || step === 'confirmed') return ['received', 'confirmed']
  return step === 'collected' ? steps : steps.slice(0, 4)
}

const rank = (order: Progress): number => {
  const { step } = stateOf(order)
  if (step === null) return steps.length
  return steps.indexOf(step) + (order.status === 'processing' ? 0.5 : 0)
}

/* Returns the later of two states of an order: by time, in whole seconds, then by progress. */
export function laterOf<Order extends Progress & { updated_at: string }>(known: Order | undefined, read: Order): Order {
  if (known === undefined || known.updated_at < read.updated_at) return read
  if (known.updated_at > read.updated_at) return known
  return rank(known) > rank(read) ? known : read
}
