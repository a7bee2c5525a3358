/* use-checkout.ts -- the state of the checkout: the fields, the problems, and the order being placed.
 *
 * Placing an order: check the fields and the lines; read the list once more and check the lines against it; only then
 * hand the order to the attempt. Each problem is shown at its place and, after a press on the button, in the summary.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useReducer, useRef, useState } from 'react'
import type { Product } from '../../api/client'
import { productsQuery, useProducts } from '../../api/queries'
import { price, type Basket } from '../basket/basket'
import { currentBasket, updateBasket, useBasket } from '../basket/store'
import { isOpen, type AttemptState } from './attempt'
import { keepDraft, readDraft } from './draft'
import { bodyOf, readBody, valuesOf } from './order-body'
import { changedLines, readRefusal, repairLine, type LineProblem, type Refusal } from './problems'
import { theAttempt, useAttempt } from './the-attempt'
import { errorOf, fieldNames, nextFields, startFields, tidy } from './validation'
import type { FieldError, FieldName, Fields } from './validation'

export interface Problems {
  fields: { field: FieldName; error: FieldError }[]
  lines: LineProblem[]
}

/* The server's refusals that still apply: changing a field or line removes its refusal. */
function standingRefusal(attempt: AttemptState, fields: Fields, basket: Basket): Refusal {
  if (attempt.name !== 'refused') return { fields: [], lines: [], other: false }
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
    other: refusal.other
  }
}

function problemsOf(fields: Fields, lines: readonly LineProblem[], refusal: Refusal): Problems {
  const refusedLines = refusal.lines.filter(({ id }) => lines.every((line) => line.id !== id))
  return {
    fields: fieldNames.flatMap((field) => {
      const error = errorOf(fields[field]) ?? (refusal.fields.includes(field) ? 'wrong' : null)
      return error === null ? [] : [{ field, error }]
    }),
    lines: [...lines, ...refusedLines]
  }
}

const keyOfLine = ({ id }: LineProblem) => `line-${id}`

const keysOf = ({ fields, lines }: Problems): string[] => [...fields.map(({ field }) => field), ...lines.map(keyOfLine)]

const nothing: Problems = { fields: [], lines: [] }

/* undefined if it cannot be read. The order may still succeed: the server decides. */
const readFreshList = (queryClient: QueryClient): Promise<Product[] | undefined> =>
  queryClient.fetchQuery({ ...productsQuery, staleTime: 0, retry: false, networkMode: 'always' }).catch(() => undefined)

/* The problems when the button was pressed; `round` counts the presses. */
interface Raised {
  round: number
  keys: readonly string[]
}

export function useCheckout() {
  const queryClient = useQueryClient()
  const basket = useBasket()
  const { data: products } = useProducts()
  const attempt = useAttempt()
  const [fields, dispatch] = useReducer(nextFields, null, () => startFields(readDraft()))
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
    // The list that allowed a line which the server refuses is out of date.
    if (attempt.name === 'refused') void queryClient.invalidateQueries({ queryKey: productsQuery.queryKey })
  }, [attempt, queryClient])

  const priced = products && price(basket, products)
  const refusal = standingRefusal(attempt, fields, basket)
  const problems = problemsOf(fields, priced ? changedLines(priced) : [], refusal)
  const raisedKeys = [...raised.keys, ...refusal.fields, ...refusal.lines.map(keyOfLine)]

  function raise(wrong: Problems): boolean {
    const keys = keysOf(wrong)
    setRaised(({ round }) => ({ round: round + 1, keys }))
    return keys.length > 0
  }

  async function place(): Promise<void> {
    const checked = nextFields(fields, { type: 'submitted' })
    dispatch({ type: 'submitted' })
    const wrong = problemsOf(checked, problems.lines, refusal)
    if (raise(wrong.fields.length > 0 ? wrong : nothing)) return
    setChecking(true)
    const list = (await readFreshList(queryClient)) ?? products
    setChecking(false)
    if (!here.current) return // whoever leaves may change the basket: nothing goes out behind their back
    const wanted = currentBasket()
    const known = list && price(wanted, list)
    if (wanted.length === 0 || raise(known ? { fields: [], lines: changedLines(known) } : nothing)) return
    const total = known?.totalCents ?? wanted.reduce((sum, line) => sum + line.cents * line.quantity, 0)
    const { name, phone, email, note } = checked
    const values = { name: name.value, phone: phone.value, email: email.value, note: note.value }
    theAttempt.submit(bodyOf(values, wanted), total)
  }

  return {
    basket,
    products,
    priced,
    attempt,
    fields,
    problems,
    refused: refusal.other,
    busy: checking || isOpen(attempt),
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
