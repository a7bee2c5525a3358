/* shelf-item.tsx -- one product on its shelf. The name's link covers the whole tile but the buttons. */
import { memo } from 'react'
import { Link } from 'wouter'
import type { Product } from '../../api/client'
import { toCents } from '../../ui/money'
import { AllergensLine } from '../../ui/allergens-line'
import { Picture } from '../../ui/picture'
import { FewLeft } from '../../ui/few-left'
import { PriceTag } from '../../ui/price-tag'
import { SoldOut } from '../../ui/sold-out'
import { isOrderable } from '../basket/basket'
import { Notice } from '../pickup/notice'
import { AddControl } from './add-control'
import { mark } from '../../ui/search'

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text
  return mark(text, words).map((piece, i) => (piece.marked ? <mark key={i}>{piece.text}</mark> : piece.text))
}

interface ShelfItemProps {
  product: Product
  quantity: number
  words: readonly string[]
  left: number | undefined // if few are
  nextDay: string // for what is sold out today
}

export const ShelfItem = memo(function ShelfItem({ product, quantity, words, left, nextDay }: ShelfItemProps) {
  const { id, name, description, price, available, size, allergens } = product
  return (
    <li className={available ? 'item' : 'item item-off'}>
      <div className="item-name">
        <h3>
          <Link href={`/products/${id}`}>
            <Marked text={name} words={words} />
          </Link>
        </h3>
        {size !== '' && <p className="item-size">{size}</p>}
      </div>
      <PriceTag cents={toCents(price)} off={!available} />
      <div className="item-text">
        <p>
          <Marked text={description} words={words} />
        </p>
        <div className="item-more">
          <AllergensLine of={allergens} />
          <Notice product={product} />
        </div>
      </div>
      <div className="item-plate">
        <Picture of={product} sizes="(width >= 45em) 242px, 150px" state={available ? 'baked' : 'outline'} />
      </div>
      <div className="item-action">
        {available && left !== undefined && <FewLeft left={left} />}
        {!available && <SoldOut today={product.sold_out_today} />}
        {isOrderable(product) && <AddControl product={product} quantity={quantity} nextDay={nextDay} />}
      </div>
    </li>
  )
})
