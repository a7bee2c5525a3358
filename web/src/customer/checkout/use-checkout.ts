/* use-checkout.ts -- the state of the checkout: the fields, the problems, and the order being placed.
 *
 * Placing an order: check the fields and the lines; read the list and the times once more and check the lines and the
 * choice against them; only then hand the order to the attempt. Each problem is shown at its place and, after a press
 * on the button, in the summary. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useReducer, useRef, useState } from 'react'
import { getPickup, type Pickup, type PickupChoice, type PickupDay, type Product } from '../../api/client'
import { productsQuery, useListReader, useProducts } from '../../api/queries'
import { itemsOf, price, type Basket } from '../basket/basket'
import { currentBasket, updateBasket, useBasket } from '../basket/store'
import { pickupQuery } from '../pickup/pickup-query'
import { isOpen, type AttemptState } from './attempt'
import { keepDraft, readDraft } from './draft'
import { bodyOf, readBody, valuesOf } from './order-body'
import { problemOf, type PickupProblem } from './pickup-problem'
import { changedLines, readRefusal, repairLine, type LineProblem, type Refusal } from './problems'
import { theAttempt, useAttempt } from './the-attempt'
import { useChoice } from './use-choice'
import { errorOf, fieldNames, nextFields, startFields, tidy } from './validation'
import type { FieldError, FieldName, Fields } from './validation'

export interface Problems {
  fields: { field: FieldName; error: FieldError }[]
  lines: LineProblem[]
  pickup: PickupProblem | null
}

/* The server's refusals that still apply: changing a field or line removes its refusal. */
function standingRefusal(attempt: AttemptState, fields: Fields, basket: Basket): Refusal {
  if (attempt.name !== 'refused') return { fields: [], lines: [], pickup: false, other: false }
  const sent = readBody(attempt.attempt.body)
  const refusal = readRefusal(
    attempt.errors,
    sent.items.map(({ product_id }) => product_id)
  )
  const sentValue = valuesOf(sent)
  const quantity = new Map(sent.items.map((item) => [item.product_id, item.quantity]))
  return {
    fields: refusal.fields.filter((field) => tidy(fields[field].value) === sentValue[field]),
    lines: refusal.lines.filter(({ id }) =>
      basket.some((line) => line.id === id && line.quantity === quantity.get(id))
    ),
    pickup: refusal.pickup,
    other: refusal.other
  }
}

function problemsOf(
  fields: Fields,
  lines: readonly LineProblem[],
  refusal: Refusal,
  pickup: PickupProblem | null
): Problems {
  const refusedLines = refusal.lines.filter(({ id }) => lines.every((line) => line.id !== id))
  return {
    fields: fieldNames.flatMap((field) => {
      const error = errorOf(fields[field]) ?? (refusal.fields.includes(field) ? 'wrong' : null)
      return error === null ? [] : [{ field, error }]
    }),
    lines: [...lines, ...refusedLines],
    pickup
  }
}

const keyOfLine = ({ id }: LineProblem) => `line-${id}`

export const PICKUP_KEY = 'pickup'

const keysOf = ({ fields, lines, pickup }: Problems): string[] => [
  ...(pickup === null ? [] : [PICKUP_KEY]),
  ...fields.map(({ field }) => field),
  ...lines.map(keyOfLine)
]

const nothing: Problems = { fields: [], lines: [], pickup: null }

/* undefined if it cannot be read. The order may still succeed: the server decides. */
const readFreshList = (queryClient: QueryClient): Promise<Product[] | undefined> =>
  queryClient.fetchQuery({ ...productsQuery, staleTime: 0, retry: false, networkMode: 'always' }).catch(() => undefined)

/* As it was last read, if it cannot be read now; undefined: never. */
async function readFreshPickup(queryClient: QueryClient, items: string): Promise<Pickup | undefined> {
  const { queryKey } = pickupQuery(items)
  try {
    const fresh = await getPickup(items)
    queryClient.setQueryData(queryKey, fresh)
  } catch {
    // The order may still succeed: the server decides.
  }
  return queryClient.getQueryData(queryKey)
}

/* The problems when the button was pressed; `round` counts the presses. */
interface Raised {
  round: number
  keys: readonly string[]
}

export function useCheckout() {
  const queryClient = useQueryClient()
  const basket = useBasket()
  const { data: products } = useProducts()
  const readList = useListReader()
  const attempt = useAttempt()
  const [fields, dispatch] = useReducer(nextFields, null, () => startFields(readDraft()))
  const when = useChoice(attempt)
  const [raised, setRaised] = useState<Raised>({ round: 0, keys: [] })
  const [checking, setChecking] = useState(false)
  const underWay = useRef(false)
  const here = useRef(true)

  useEffect(() => {
    keepDraft(fields)
  }, [fields])
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  useEffect(() => {
    // The list that allowed a line which the server refuses is out of date, and so are the times.
    if (attempt.name !== 'refused') return
    void queryClient.invalidateQueries({ queryKey: productsQuery.queryKey })
    void queryClient.invalidateQueries({ queryKey: ['pickup'] })
  }, [attempt, queryClient])

  const priced = products && price(basket, products)
  const refusal = standingRefusal(attempt, fields, basket)
  const problems = problemsOf(fields, priced ? changedLines(priced) : [], refusal, when.problem)
  const raisedKeys = [
    ...raised.keys,
    ...refusal.fields,
    ...refusal.lines.map(keyOfLine),
    ...(refusal.pickup ? [PICKUP_KEY] : [])
  ]
  const busy = checking || isOpen(attempt)

  function raise(wrong: Problems): boolean {
    const keys = keysOf(wrong)
    setRaised(({ round }) => ({ round: round + 1, keys }))
    return keys.length > 0
  }

  async function place(): Promise<void> {
    const checked = nextFields(fields, { type: 'submitted' })
    dispatch({ type: 'submitted' })
    const wrong = problemsOf(checked, problems.lines, refusal, when.problem)
    const stops = wrong.fields.length > 0 || wrong.pickup?.why === 'unread'
    if (raise(stops ? wrong : nothing)) return
    setChecking(true)
    const [fresh, times] = await Promise.all([
      readFreshList(queryClient),
      readFreshPickup(queryClient, when.items || itemsOf(basket))
    ])
    setChecking(false)
    const list = fresh ? readList(fresh) : products
    if (!here.current) return // whoever leaves may change the basket: nothing goes out behind their back
    const wanted = currentBasket()
    const known = list && price(wanted, list)
    const lines = known ? changedLines(known) : []
    const pickup = times ? problemOf(times, when.choice) : null
    if (wanted.length === 0 || raise({ fields: [], lines, pickup })) return
    if (when.choice === null && (times ? times.days.length > 0 : when.needed)) {
      // The earliest is offered only now: the customer has to see it first.
      document.getElementById('pickup-title')?.focus()
      return
    }
    const total = known?.totalCents ?? wanted.reduce((sum, line) => sum + line.cents * line.quantity, 0)
    const { name, phone, email, note } = checked
    const values = { name: name.value, phone: phone.value, email: email.value, note: note.value }
    theAttempt.submit(bodyOf(values, wanted, times?.days.length === 0 ? null : when.choice), total)
  }

  return {
    basket,
    products,
    priced,
    attempt,
    fields,
    problems,
    refused: refusal.other,
    when,
    busy,
    needsNotice: priced?.lines.some(({ product }) => product !== undefined && product.lead_days > 0) === true,
    nameOf: (id: number) => basket.find((line) => line.id === id)?.name,
    summary: { round: raised.round, has: (key: string) => raisedKeys.includes(key) },
    type(field: FieldName, value: string) {
      dispatch({ type: 'typed', field, value })
    },
    leave(field: FieldName) {
      dispatch({ type: 'left', field })
    },
    repair(problem: LineProblem, cents: number) {
      updateBasket((current) => repairLine(current, problem, cents))
    },
    takeDay(day: PickupDay) {
      if (!busy) when.takeDay(day)
    },
    take(choice: PickupChoice) {
      if (!busy) when.take(choice)
    },
    submit() {
      if (underWay.current) return
      underWay.current = true
      void place().finally(() => {
        underWay.current = false
      })
    }
  }
}

export type Checkout = ReturnType<typeof useCheckout>
