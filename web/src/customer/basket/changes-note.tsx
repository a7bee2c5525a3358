/* changes-note.tsx -- says that prices or availability have changed since the customer chose. One tap accepts all new
 * prices and removes what is not available. */
import type { Ref } from 'react'
import { useProducts } from '../../api/queries'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import { useMoney } from '../../ui/use-money'
import { acceptChanges, type PricedBasket } from './basket'
import { updateBasket } from './store'

export function ChangesNote({ priced, ref }: { priced: PricedBasket; ref: Ref<HTMLDivElement> }) {
  const { basket } = useTexts()
  const money = useMoney()
  const { data } = useProducts()
  const total = money(priced.totalCents)
  return (
    <div className="changes" ref={ref} tabIndex={-1}>
      <Note kind="caution" heading={basket.changed(priced.changes)} live>
        <Button
          look="main"
          onClick={() => {
            if (data !== undefined) updateBasket((current) => acceptChanges(current, data))
            announce(basket.accepted(total))
            document.querySelector<HTMLElement>('h1')?.focus()
          }}
        >
          {basket.acceptAll(total)}
        </Button>
      </Note>
    </div>
  )
}
