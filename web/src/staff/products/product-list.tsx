/* product-list.tsx -- all products in the order of the menu, to search, filter and arrange. */
import { Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useShop } from '../../api/queries'
import { announce } from '../../ui/announce'
import { Button, ButtonLink } from '../../ui/button'
import { PageTitle } from '../../ui/page-title'
import { matches, wordsOf } from '../../ui/search'
import { useCategoryName } from '../../ui/use-category-name'
import type { StaffProduct } from '../api'
import { MoveButtons } from '../move-buttons'
import { useMoveProduct } from '../queries'
import { useStaffTexts } from '../texts'
import { beforeAfterMove, staffShelves, type StaffShelf } from './order'
import { ProductRow } from './product-row'

const filters = ['all', 'onShelf', 'offShelf'] as const
type Filter = (typeof filters)[number]

const passes = (product: StaffProduct, filter: Filter) => filter === 'all' || product.active === (filter === 'onShelf')

interface ShelfRowsProps {
  shelf: StaffShelf
  shown: readonly StaffProduct[]
  chosen: number | null
  mayEdit: boolean
  onMove: ((product: StaffProduct, step: -1 | 1) => void) | null // null: the list is not being arranged
}

function ShelfRows({ shelf, shown, chosen, mayEdit, onMove }: ShelfRowsProps) {
  const nameOf = useCategoryName()
  return (
    <tbody>
      <tr className="list-shelf">
        <th scope="rowgroup" colSpan={onMove === null ? 4 : 2}>
          {nameOf(shelf.category)}
        </th>
      </tr>
      {shown.map((product, i) => (
        <ProductRow
          key={product.id}
          product={product}
          chosen={product.id === chosen}
          mayEdit={mayEdit}
          move={
            onMove && (
              <MoveButtons
                name={product.name}
                at={i}
                count={shown.length}
                onMove={(step) => {
                  onMove(product, step)
                }}
              />
            )
          }
        />
      ))}
    </tbody>
  )
}

interface TableProps {
  shelves: readonly StaffShelf[]
  isShown: (product: StaffProduct) => boolean
  chosen: number | null
  mayEdit: boolean
  arranging: boolean
}

function Table({ shelves, isShown, arranging, ...rest }: TableProps) {
  const { list, order } = useStaffTexts()
  const move = useMoveProduct()
  return (
    <>
      {move.isError && (
        <p className="list-wrong" role="alert">
          {order.failed}
        </p>
      )}
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{list.product}</th>
            {arranging ? (
              <th scope="col">{list.place}</th>
            ) : (
              <>
                <th scope="col">{list.price}</th>
                <th scope="col">{list.left}</th>
                <th scope="col">{list.soldOutHead}</th>
              </>
            )}
          </tr>
        </thead>
        {shelves.map((shelf) => {
          const shown = shelf.products.filter(isShown)
          if (shown.length === 0) return null
          const onMove = ({ id, name }: StaffProduct, step: -1 | 1) => {
            const before = beforeAfterMove(id, step, shown, shelf.products)
            if (before === undefined) return
            announce(order.moved(name, shown.findIndex((one) => one.id === id) + step + 1, shown.length))
            move.mutate({ id, before })
          }
          return (
            <ShelfRows key={shelf.category} shelf={shelf} shown={shown} onMove={arranging ? onMove : null} {...rest} />
          )
        })}
      </table>
    </>
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
  const shop = useShop()
  const nameOf = useCategoryName()
  const [query, setQuery] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [arranging, setArranging] = useState(false)
  const words = wordsOf(query)
  const isShown = (product: StaffProduct) =>
    passes(product, filter) && matches([product.name, product.description, nameOf(product.category)], words)
  const count = products.filter(isShown).length
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
        <p role="status">{list.count(count, products.length)}</p>
      </div>
      {mayEdit && (
        <div className="list-tools">
          <Button
            look="link"
            aria-pressed={arranging}
            onClick={() => {
              setArranging(!arranging)
            }}
          >
            {list.arrange}
          </Button>
          <Link href="/staff/products/categories">{list.categories}</Link>
          <Link href="/staff/products/spreadsheet">{list.spreadsheet}</Link>
        </div>
      )}
      {count === 0 && <p className="lead">{list.none}</p>}
      {count > 0 && (
        <Table
          shelves={staffShelves(products, shop)}
          isShown={isShown}
          chosen={chosen}
          mayEdit={mayEdit}
          arranging={arranging}
        />
      )}
    </section>
  )
}
