/* basket-page.tsx -- the chosen products at current prices; changes since then are shown and accepted here. */
import { useRef, useState } from 'react'
import { useHistoryState } from 'wouter/use-browser-location'
import type { Shortage } from '../orders/reorder'
import { ShortageText } from '../orders/shortage-text'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { ButtonLink } from '../../ui/button'
import { Drawing } from '../../ui/drawing'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { StaleNote } from '../../ui/stale-note'
import { useWeekday } from '../../ui/use-weekday'
import { putBack, remove, type Line, type PricedLine } from './basket'
import { BasketLine } from './basket-line'
import { BasketTicket } from './basket-ticket'
import { BasketPickup } from './basket-pickup'
import './basket.css'
import { ChangesNote } from './changes-note'
import { RemovedLine } from './removed-line'
import { rowsOf, type Removed } from './removed'
import { useBasketPickup } from '../pickup/pickup-query'
import { updateBasket, useBasket } from './store'
import { usePricedBasket } from './use-priced'

function EmptyBasket() {
  const { basket } = useTexts()
  const weekday = useWeekday()
  return (
    <>
      <div className="bare-shelf">
        <Drawing of={{ image: '/drawings/croissant.svg', category: 'pastry' }} state="outline" />
      </div>
      <p>{basket.empty}</p>
      <ButtonLink look="main" href="/" className="page-way-on">
        {basket.seeShelf(weekday)}
      </ButtonLink>
    </>
  )
}

/* Says what is missing after an order was repeated. */
function ShortageNote() {
  const shortage = useHistoryState<Shortage | null>()
  if (!shortage?.missing.length && !shortage?.fewer.length) return null
  return (
    <Note kind="caution" live className="page-note">
      <ShortageText {...shortage} />
    </Note>
  )
}

/* A line before the list is known: as it was chosen. */
const unpriced = (line: Line): PricedLine => ({
  line,
  product: undefined,
  change: null,
  cents: line.cents,
  totalCents: line.cents * line.quantity
})

export function BasketPage() {
  const texts = useTexts()
  const basket = useBasket()
  const priced = usePricedBasket()
  const { data: pickup } = useBasketPickup()
  const [removed, setRemoved] = useState<readonly Removed[]>([])
  const [focused, setFocused] = useState<number | null>(null) // the product whose row takes the focus next
  const changes = useRef<HTMLDivElement>(null)

  const rows = rowsOf(basket, removed)
  const lines = new Map((priced?.lines ?? basket.map(unpriced)).map((one) => [one.line.id, one]))

  function takeOut(line: Line) {
    const row = rows.findIndex(({ id }) => id === line.id)
    setRemoved([...removed.filter((one) => one.line.id !== line.id), { line, index: row }])
    setFocused(line.id)
    updateBasket((current) => remove(current, line.id))
    announce(texts.menu.removed(line.name))
  }

  function bringBack(line: Line, index: number) {
    setRemoved(removed.filter((one) => one.line.id !== line.id))
    setFocused(line.id)
    updateBasket((current) => putBack(current, line, index))
    announce(texts.basket.back(line.name))
  }

  return (
    <div className="wrap page basket">
      <PageTitle>{texts.basket.title}</PageTitle>
      <StaleNote />
      <ShortageNote />
      {rows.length === 0 ? (
        <EmptyBasket />
      ) : (
        <div className="basket-body">
          <div>
            {basket.length > 0 && <BasketPickup />}
            {priced !== undefined && priced.changes > 0 && <ChangesNote priced={priced} ref={changes} />}
            <ul className="basket-lines">
              {rows.map((row) => {
                const takesFocus = focused === row.id
                const line = lines.get(row.id)
                if (row.kind === 'removed')
                  return (
                    <RemovedLine
                      key={`removed ${row.id}`}
                      line={row.line}
                      takesFocus={takesFocus}
                      onPutBack={() => {
                        bringBack(row.line, row.index)
                      }}
                    />
                  )
                return (
                  line && (
                    <BasketLine
                      key={row.id}
                      priced={line}
                      left={pickup?.few_left.find((few) => few.product_id === row.id)?.left}
                      takesFocus={takesFocus}
                      onRemove={takeOut}
                    />
                  )
                )
              })}
            </ul>
          </div>
          {basket.length > 0 && <BasketTicket priced={priced} onBlocked={() => changes.current?.focus()} />}
          {basket.length === 0 && <EmptyBasket />}
        </div>
      )}
    </div>
  )
}
