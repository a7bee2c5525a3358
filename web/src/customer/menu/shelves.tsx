/* shelves.tsx -- one shelf for each category, or one for the results of a search, or what to do if nothing was
 * found. */
import { X } from 'lucide-react'
import { useId, type CSSProperties } from 'react'
import { Link, useLocation } from 'wouter'
import type { Allergen, Product } from '../../api/client'
import { useShop } from '../../api/queries'
import { quantityOf } from '../basket/basket'
import { useBasket } from '../basket/store'
import { useTexts } from '../../texts'
import { useCategoryName } from '../../ui/use-category-name'
import { Button } from '../../ui/button'
import { useMenuPickup } from '../pickup/pickup-query'
import { nextDayInWords } from '../pickup/words'
import { NothingFound } from './nothing-found'
import { menuAddress, shelvesOf, soldOutLast } from './shelf'
import { ShelfItem } from './shelf-item'

interface ShelfProps {
  products: readonly Product[]
  words: readonly string[]
  labelledBy: string
}

function ShelfList({ products, words, labelledBy }: ShelfProps) {
  const texts = useTexts()
  const basket = useBasket()
  const { data: pickup } = useMenuPickup()
  const left = new Map(pickup?.few_left.map((few) => [few.product_id, few.left]))
  return (
    <ul className="shelf" aria-labelledby={labelledBy}>
      {products.map((product) => (
        <ShelfItem
          key={product.id}
          product={product}
          quantity={quantityOf(basket, product.id)}
          words={words}
          left={left.get(product.id)}
          nextDay={nextDayInWords(pickup, product.lead_days, texts)}
        />
      ))}
    </ul>
  )
}

function CategoryShelf({ category, products }: { category: string; products: readonly Product[] }) {
  const id = useId()
  const categoryName = useCategoryName()
  return (
    <section className="shelf-section" aria-labelledby={id} style={{ '--count': products.length } as CSSProperties}>
      <h2 id={id}>{categoryName(category)}</h2>
      <ShelfList products={products} words={[]} labelledBy={id} />
    </section>
  )
}

export interface ShelvesProps {
  products: readonly Product[] // all
  found: readonly Product[]
  category: string | null
  query: string
  words: readonly string[]
  without: readonly Allergen[]
}

function FoundShelf({ products, found, category, query, words, without }: ShelvesProps) {
  const { menu } = useTexts()
  const [, navigate] = useLocation()
  const id = useId()
  return (
    <section className="shelf-section" aria-labelledby={id}>
      <div className="found">
        <h2 id={id}>{menu.found(found.length, products.length)}</h2>
        <Button
          className="chip"
          aria-label={menu.without(`“${query}”`)}
          onClick={() => {
            navigate(menuAddress(category, '', without))
            document.getElementById('menu-search')?.focus()
          }}
        >
          “{query}”
          <X size={18} aria-hidden="true" />
        </Button>
        <Link href="/">{menu.showEverything}</Link>
      </div>
      <ShelfList products={soldOutLast(found)} words={words} labelledBy={id} />
    </section>
  )
}

export function Shelves(props: ShelvesProps) {
  const shop = useShop()
  const { found, words } = props
  if (found.length === 0) return <NothingFound {...props} />
  if (words.length > 0) return <FoundShelf {...props} />
  return shelvesOf(found, shop).map(({ category, products }) => (
    <CategoryShelf key={category} category={category} products={products} />
  ))
}
