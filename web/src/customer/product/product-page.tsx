/* product-page.tsx -- one product: its drawing, what it is and costs, how many, and what stands beside it. */
import { Check } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { Product } from '../../api/client'
import { useProducts, useProductsFailed } from '../../api/queries'
import { add, isOrderable, QUANTITY_MAX, quantityOf } from '../basket/basket'
import { BasketBar } from '../basket/basket-bar'
import { updateBasket, useBasket } from '../basket/store'
import { menuAddress, neighboursOf } from '../menu/shelf'
import { Notice } from '../pickup/notice'
import { useMenuPickup } from '../pickup/pickup-query'
import { toCents } from '../../ui/money'
import { useTexts } from '../../texts'
import { useCategoryName } from '../../ui/use-category-name'
import { announce } from '../../ui/announce'
import { Button, ButtonLink } from '../../ui/button'
import { AllergenNames, AllergensLine } from '../../ui/allergens-line'
import { FewLeft } from '../../ui/few-left'
import { Picture } from '../../ui/picture'
import { Ingredients } from '../../ui/ingredients'
import { ListTrouble } from '../../ui/list-trouble'
import { PageTitle } from '../../ui/page-title'
import { SoldOut } from '../../ui/sold-out'
import { StaleNote } from '../../ui/stale-note'
import { Stepper } from '../../ui/stepper'
import { useMoney } from '../../ui/use-money'
import './product.css'
import { ProductMissing } from './product-missing'
import { ProductSkeleton } from './product-skeleton'
import { SoldOutToday, useNextDay } from './sold-out-today'

function Path({ product }: { product: Product }) {
  const texts = useTexts()
  const categoryName = useCategoryName()
  return (
    <nav className="path" aria-label={texts.product.path}>
      <ol>
        <li>
          <Link href="/">{texts.shell.menu}</Link>
        </li>
        <li>
          <Link href={menuAddress(product.category, '')}>{categoryName(product.category)}</Link>
        </li>
        <li aria-current="page" className="breaks">
          {product.name}
        </li>
      </ol>
    </nav>
  )
}

function Choose({ product }: { product: Product }) {
  const texts = useTexts()
  const money = useMoney()
  const [quantity, setQuantity] = useState(1)
  const inBasket = quantityOf(useBasket(), product.id)
  const nextDay = useNextDay(product)

  function choose(wanted: number) {
    setQuantity(wanted)
    announce(`${wanted} ${product.name}`)
  }

  function putIn() {
    updateBasket((basket) => add(basket, product, quantity))
    announce(texts.product.added(quantity, product.name))
    setQuantity(1)
  }

  const total = money(toCents(product.price) * quantity)
  return (
    <>
      {!product.available && <SoldOutToday product={product} />}
      <div className="product-choose">
        <Stepper name={product.name} quantity={quantity} min={1} max={QUANTITY_MAX} onChange={choose} />
        <Button look="main" big className="product-add" onClick={putIn}>
          {product.available ? texts.product.add(total) : texts.dates.at(texts.pickup.orderFor(nextDay), total)}
        </Button>
      </div>
      {inBasket > 0 && (
        <p className="product-chosen">
          <Check size={20} aria-hidden="true" />
          <span>
            {texts.product.inBasket(inBasket)} <Link href="/basket">{texts.product.toBasket}</Link>
          </span>
        </p>
      )}
    </>
  )
}

function Gone({ product }: { product: Product }) {
  const texts = useTexts()
  const categoryName = useCategoryName()
  return (
    <>
      <SoldOut className="product-sold-out" />
      <p>{texts.product.soldOutMore}</p>
      <ButtonLink look="main" big href={menuAddress(product.category, '')} className="product-way-on">
        {texts.product.backTo(categoryName(product.category))}
      </ButtonLink>
    </>
  )
}

/* What is in it, in a table; what is not declared, or nothing, is said in a sentence. */
function About({ product: { allergens, ingredients } }: { product: Product }) {
  const { allergens: words } = useTexts()
  const { contains = [], may_contain: may = [] } = allergens ?? {}
  const rows: [string, ReactNode][] = []
  if (contains.length > 0) rows.push([words.contains, <AllergenNames of={contains} />])
  if (may.length > 0) rows.push([words.mayContain, <AllergenNames of={may} />])
  const isDeclared = rows.length > 0
  if (ingredients !== '') rows.push([words.ingredients, <Ingredients text={ingredients} />])
  return (
    <div className="product-about">
      {!isDeclared && <AllergensLine of={allergens} />}
      {rows.length > 0 && (
        <dl>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

function Neighbours({ product, products }: { product: Product; products: readonly Product[] }) {
  const texts = useTexts()
  const money = useMoney()
  const neighbours = neighboursOf(product, products)
  const soldOutOf = (other: Product) => (other.sold_out_today ? texts.pickup.soldOutToday : texts.product.soldOut)
  if (neighbours.length === 0) return null
  return (
    <section className="neighbours" aria-labelledby="neighbours">
      <h2 id="neighbours">{texts.product.neighbours}</h2>
      <ul>
        {neighbours.map((other) => (
          <li key={other.id}>
            <Picture of={other} sizes="(width >= 45em) 160px, 28vw" state={other.available ? 'baked' : 'outline'} />
            <p className="neighbour-name breaks">
              <Link href={`/products/${other.id}`}>{other.name}</Link>
            </p>
            <p className="neighbour-price">{other.available ? money(toCents(other.price)) : soldOutOf(other)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Found({ product, products }: { product: Product; products: readonly Product[] }) {
  const texts = useTexts()
  const money = useMoney()
  const { data: pickup } = useMenuPickup()
  const left = product.available ? pickup?.few_left.find((few) => few.product_id === product.id)?.left : undefined
  return (
    <>
      <Path product={product} />
      <StaleNote />
      <div className="product">
        <div className="plate striped">
          <Picture
            of={product}
            sizes="(width >= 45em) 45vw, 75vw"
            state={product.available ? 'baked' : 'outline'}
            eager
          />
        </div>
        <div className="product-facts">
          <PageTitle>{product.name}</PageTitle>
          {product.description !== '' && <p className="product-text">{product.description}</p>}
          <p className="product-price">
            <strong>{money(toCents(product.price))}</strong> {texts.product.each}
            {product.size !== '' && `, ${product.size}`} {left !== undefined && <FewLeft left={left} />}
          </p>
          <Notice product={product} />
          {isOrderable(product) ? <Choose product={product} /> : <Gone product={product} />}
          <About product={product} />
        </div>
        <Neighbours product={product} products={products} />
      </div>
    </>
  )
}

export function ProductPage({ id }: { id: string }) {
  const { trouble } = useTexts()
  const { data } = useProducts()
  const failed = useProductsFailed()
  const product = data?.find((one) => String(one.id) === id)
  if (data !== undefined && product === undefined) return <ProductMissing />
  return (
    <div className="wrap product-page">
      {data !== undefined && product !== undefined && <Found product={product} products={data} />}
      {failed && (
        <>
          <PageTitle>{trouble.menu}</PageTitle>
          <ListTrouble titled />
        </>
      )}
      {data === undefined && !failed && <ProductSkeleton />}
      <BasketBar />
    </div>
  )
}
