/* product-row.tsx -- a product in the list: its state, its numbers, and whether it is sold out today. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useShop } from '../../api/queries'
import { announce } from '../../ui/announce'
import { Picture } from '../../ui/picture'
import { useMoney } from '../../ui/use-money'
import { setSoldOut, type StaffProduct } from '../api'
import { useChange, useStoreProduct } from '../queries'
import { useStaffTexts } from '../texts'
import { readDraft } from './drafts'
import { centsOf } from './fields'

function State({ product }: { product: StaffProduct }) {
  const { list } = useStaffTexts()
  if (readDraft(product.id) !== null) return <span className="list-caution">{list.unsaved}</span>
  if (!product.active) return <span>{list.hidden}</span>
  return product.available ? <span>{list.shown}</span> : <span className="list-wrong">{list.soldOut}</span>
}

/* For today: the server's date decides, and tomorrow it is back by itself. */
function SoldOutToday({ product }: { product: StaffProduct }) {
  const { list } = useStaffTexts()
  const { today } = useShop()
  const store = useStoreProduct()
  const soldOut = product.sold_out_on === today.date
  const change = useChange(
    (wanted: boolean) => setSoldOut(product.id, wanted),
    (answer) => {
      store(answer)
      announce(answer.available ? list.nowAvailable(answer.name) : list.nowSoldOut(answer.name))
    }
  )
  return (
    <>
      <label className="list-switch">
        <input
          type="checkbox"
          className="check"
          role="switch"
          checked={change.isPending ? change.variables : soldOut}
          aria-label={list.soldOutToday(product.name)}
          aria-invalid={change.isError || undefined}
          onChange={(event) => {
            if (!change.isPending) change.mutate(event.target.checked)
          }}
        />
      </label>
      {change.isError && (
        <span className="list-wrong small" role="alert">
          {list.notSaved}
        </span>
      )}
    </>
  )
}

interface RowProps {
  product: StaffProduct
  chosen: boolean
  mayEdit: boolean
  move: ReactNode // the buttons that move it, in place of the numbers; null: the list is not being arranged
}

export function ProductRow({ product, chosen, mayEdit, move }: RowProps) {
  const money = useMoney()
  const { name, stock, active, available } = product
  return (
    <tr className={chosen ? 'list-chosen' : undefined}>
      <th scope="row">
        <div className="list-product">
          <Picture of={product} sizes="62px" state={active && available ? 'baked' : 'outline'} />
          <div>
            {mayEdit ? (
              <Link href={`/staff/products/${product.id}`} aria-current={chosen ? 'true' : undefined}>
                {name}
              </Link>
            ) : (
              name
            )}
            <State product={product} />
          </div>
        </div>
      </th>
      {move === null ? (
        <>
          <td>{money(centsOf(product))}</td>
          <td>{stock ?? '–'}</td>
          <td>{active && <SoldOutToday product={product} />}</td>
        </>
      ) : (
        <td>{move}</td>
      )}
    </tr>
  )
}
