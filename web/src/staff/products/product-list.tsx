/* product-list.tsx -- all products with price and pieces left, to search and filter. */
import { Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { ButtonLink } from '../../ui/button'
import { Picture } from '../../ui/picture'
import { PageTitle } from '../../ui/page-title'
import { matches, wordsOf } from '../../ui/search'
import { useMoney } from '../../ui/use-money'
import { useShop } from '../../api/queries'
import { announce } from '../../ui/announce'
import { setSoldOut, type StaffProduct } from '../api'
import { useChange, useStoreProduct } from '../queries'
import { useStaffTexts } from '../texts'
import { readDraft } from './drafts'
import { centsOf } from './fields'

const filters = ['all', 'onShelf', 'offShelf'] as const
type Filter = (typeof filters)[number]

const passes = (product: StaffProduct, filter: Filter) => filter === 'all' || product.active === (filter === 'onShelf')

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
  )
}

interface RowProps {
  product: StaffProduct
  chosen: boolean
  mayEdit: boolean
}

function Row({ product, chosen, mayEdit }: RowProps) {
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
      <td>{money(centsOf(product))}</td>
      <td>{stock ?? '–'}</td>
      <td>{active && <SoldOutToday product={product} />}</td>
    </tr>
  )
}

interface ProductListProps {
  products: readonly StaffProduct[]
  chosen: number | null
  mayEdit: boolean
  titled: boolean // it is the page, so its heading is the page's
}

export function ProductList({ products, chosen, mayEdit, titled }: ProductListProps) {
  const texts = useStaffTexts()
  const { list } = texts
  const [query, setQuery] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const words = wordsOf(query)
  const shown = products.filter(
    (product) => passes(product, filter) && matches([product.name, product.description, product.category], words)
  )
  return (
    <section className="split-list" aria-label={texts.products}>
      <div className="list-head">
        {titled ? <PageTitle>{texts.products}</PageTitle> : <h2>{texts.products}</h2>}
        {mayEdit && (
          <ButtonLink look="main" href="/staff/products/new">
            <Plus size={18} aria-hidden="true" />
            {list.add}
          </ButtonLink>
        )}
      </div>
      <div className="search" role="search">
        <Search className="search-icon" size={20} aria-hidden="true" />
        <input
          className="input"
          type="search"
          aria-label={list.find}
          placeholder={list.find}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('')
          }}
        />
      </div>
      <div className="list-filter">
        <label htmlFor="list-filter">{list.filter}</label>
        <select
          id="list-filter"
          className="input"
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value as Filter)
          }}
        >
          {filters.map((name) => (
            <option key={name} value={name}>
              {list[name]}
            </option>
          ))}
        </select>
        <p role="status">{list.count(shown.length, products.length)}</p>
      </div>
      {shown.length === 0 && <p className="lead">{list.none}</p>}
      {shown.length > 0 && (
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{list.product}</th>
              <th scope="col">{list.price}</th>
              <th scope="col">{list.left}</th>
              <th scope="col">{list.soldOutHead}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((product) => (
              <Row key={product.id} product={product} chosen={product.id === chosen} mayEdit={mayEdit} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
