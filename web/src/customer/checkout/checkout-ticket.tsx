/* checkout-ticket.tsx -- the lines of the order with their changes, each with a one-tap repair. */
import { Link } from 'wouter'
import { useProducts } from '../../api/queries'
import { price, QUANTITY_MAX, type Line, type PricedLine } from '../basket/basket'
import { currentBasket } from '../basket/store'
import { toCents } from '../../ui/money'
import { OrderLines, type OrderLine } from '../orders/order-lines'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { fullMomentInWords } from '../../ui/dates'
import { Ticket } from '../../ui/ticket'
import { useMoney } from '../../ui/use-money'
import type { LineProblem } from './problems'
import type { Checkout } from './use-checkout'

interface LineWords {
  summary: string
  short: string
  repair: string
}

/* The words of a line's problem; the price of today comes from the list. */
export function useLineWords(): (problem: LineProblem, line: Line) => LineWords {
  const { clash } = useOrderTexts()
  const { data: products } = useProducts()
  const money = useMoney()
  return ({ id, kind }, { name, cents, quantity }) => {
    const product = products?.find((other) => other.id === id)
    const today = product === undefined ? cents : toCents(product.price)
    const before = money(cents)
    const now = money(today)
    switch (kind) {
      case 'repriced':
        return {
          summary: clash.repriced(name, before, now),
          short: clash.repricedShort(before, now),
          repair: clash.agree(money(today * quantity))
        }
      case 'too-many':
        return {
          summary: clash.tooMany(name, QUANTITY_MAX),
          short: clash.tooManyShort(QUANTITY_MAX),
          repair: clash.take(QUANTITY_MAX, money(today * QUANTITY_MAX))
        }
      case 'sold-out':
        return { summary: clash.soldOut(name), short: clash.soldOutShort, repair: clash.remove }
      case 'gone':
        return { summary: clash.gone(name), short: clash.goneShort, repair: clash.remove }
    }
  }
}

/* The repair's own button goes away: on to the next one, or to the button that places the order. */
function focusNext(problems: readonly LineProblem[], repaired: LineProblem): void {
  const next = problems.find(({ id }) => id !== repaired.id)
  const way = currentBasket().length === 0 ? null : ((next && `line-${next.id}`) ?? 'place-order')
  if (way !== null) document.getElementById(way)?.focus()
}

export function CheckoutTicket({ checkout }: { checkout: Checkout }) {
  const texts = useOrderTexts()
  const { checkout: words, clash, when } = texts
  const { choice, problem } = checkout.when
  const { basket, products, priced, problems, busy } = checkout
  const lineWords = useLineWords()
  const money = useMoney()
  const total = priced?.totalCents ?? basket.reduce((sum, line) => sum + line.cents * line.quantity, 0)

  function repairOf(line: Line, cents: number): OrderLine['problem'] {
    const problem = problems.lines.find(({ id }) => id === line.id)
    if (problem === undefined) return undefined
    const { short, repair } = lineWords(problem, line)
    const onRepair = () => {
      checkout.repair(problem, cents)
      focusNext(problems.lines, problem)
      if (products) announce(clash.repaired(money(price(currentBasket(), products).totalCents)))
    }
    return {
      text: short,
      repair: (
        <Button id={`line-${line.id}`} busy={busy} onClick={onRepair} aria-describedby={`line-${line.id}-problem`}>
          {repair}
          <span className="visually-hidden"> ({line.name})</span>
        </Button>
      )
    }
  }

  const toLine = ({
    line,
    product,
    cents,
    totalCents
  }: Pick<PricedLine, 'line' | 'product' | 'cents' | 'totalCents'>): OrderLine => ({
    key: line.id,
    quantity: line.quantity,
    name: line.name,
    totalCents,
    allergens: product?.allergens,
    problem: repairOf(line, cents)
  })
  const unpriced = () =>
    basket.map((line) => ({
      line,
      product: undefined,
      cents: line.cents,
      totalCents: line.cents * line.quantity
    }))
  return (
    <Ticket heading={words.yourOrder} className="checkout-ticket">
      <OrderLines lines={(priced?.lines ?? unpriced()).map(toLine)} totalLabel={words.total} totalCents={total} />
      {choice && !problem && (
        <p className="ticket-pickup">
          {when.collect}: <strong>{fullMomentInWords(choice, texts)}</strong>
        </p>
      )}
      <p className="small">
        <Link href="/basket">{words.change}</Link>
      </p>
    </Ticket>
  )
}
