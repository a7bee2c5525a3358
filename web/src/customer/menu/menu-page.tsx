/* menu-page.tsx -- the menu: today's shelves, by category and search, which are both in the URL. */
import { useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { Product } from '../../api/client'
import { useProducts, useProductsFailed, useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { useCategoryName } from '../../ui/use-category-name'
import { announce } from '../../ui/announce'
import { arrivedByStep } from '../../ui/arrival'
import { ListTrouble } from '../../ui/list-trouble'
import { PageTitle } from '../../ui/page-title'
import { PhoneLink } from '../../ui/phone-link'
import { StaleNote } from '../../ui/stale-note'
import { useWeekday } from '../../ui/use-weekday'
import { BasketBar } from '../basket/basket-bar'
import { CategoryNav } from './category-nav'
import { MenuSearch } from './menu-search'
import './menu.css'
import { MenuSkeleton } from './menu-skeleton'
import { PickupFacts } from './pickup-facts'
import { wordsOf } from '../../ui/search'
import { offersPickup } from '../../ui/hours'
import { useHours } from '../../ui/use-hours'
import './side.css'
import { LeaveOut } from './leave-out'
import { choose, menuAddress, readAddress, shelvesOf, type Address } from './shelf'
import { Shelves } from './shelves'

function Facts({ products }: { products: readonly Product[] | undefined }) {
  const { menu } = useTexts()
  const shop = useShop()
  const { address, phone } = shop
  const { week, now } = useHours()
  return (
    <dl className="facts">
      {week !== '' && (
        <div>
          <dt>{menu.open}</dt>
          <dd>
            {week}
            <span>{now}</span>
          </dd>
        </div>
      )}
      {offersPickup(shop) && <PickupFacts products={products} />}
      {address !== '' && (
        <div>
          <dt>{menu.where}</dt>
          <dd>{address}</dd>
        </div>
      )}
      {phone !== '' && (
        <div className="facts-phone">
          <dt>{menu.phone}</dt>
          <dd>
            <PhoneLink number={phone} />
          </dd>
        </div>
      )}
    </dl>
  )
}

/* Announces the number of products when the choice changes, and only then. */
function useAnnouncedCount(address: string, found: number, all: number): void {
  const { menu } = useTexts()
  const told = useRef(address)
  useEffect(() => {
    if (told.current === address) return
    told.current = address
    announce(menu.found(found, all))
  }, [address, found, all, menu])
}

/* Scrolls to the start of a new choice if that is above the window. On Back the browser restores the position. */
function useStartOfShelves(address: string) {
  const shelves = useRef<HTMLDivElement>(null)
  const shown = useRef(address)
  useLayoutEffect(() => {
    if (shown.current === address) return
    shown.current = address
    const top = shelves.current?.getBoundingClientRect().top ?? 0
    if (top < 0 && arrivedByStep()) shelves.current?.scrollIntoView()
  }, [address])
  return shelves
}

/* The same object as long as the address is the same. */
function useAddress(): Address {
  const search = useSearch()
  return useMemo(() => readAddress(search), [search])
}

function Menu({ products }: { products: readonly Product[] }) {
  const shop = useShop()
  const [, navigate] = useLocation()
  const { category, query, without } = useAddress()
  const shownQuery = useDeferredValue(query)
  const words = useMemo(() => wordsOf(shownQuery), [shownQuery])
  const shelves = useMemo(() => shelvesOf(products, shop), [products, shop])
  const found = useMemo(() => choose(products, { category, words, without }), [products, category, words, without])
  const address = menuAddress(category, shownQuery, without)
  const start = useStartOfShelves(address)
  useAnnouncedCount(address, found.length, products.length)

  return (
    <div className="menu-body">
      <div className="menu-side">
        <MenuSearch
          query={query}
          onSearch={(next) => {
            navigate(menuAddress(category, next, without), { replace: true })
          }}
        />
        <CategoryNav shelves={shelves} current={category} query={query} without={without} />
        <LeaveOut
          products={products}
          without={without}
          onChange={(next) => {
            navigate(menuAddress(category, query, next), { replace: true })
          }}
        />
      </div>
      <div className="menu-shelves" ref={start}>
        <StaleNote />
        <Shelves
          products={products}
          found={found}
          category={category}
          query={shownQuery}
          words={words}
          without={without}
        />
      </div>
    </div>
  )
}

export function MenuPage() {
  const { menu } = useTexts()
  const { data } = useProducts()
  const failed = useProductsFailed()
  const { category } = readAddress(useSearch())
  const categoryName = useCategoryName()
  const title = menu.title(useWeekday())
  return (
    <div className="wrap menu">
      <div className="menu-head">
        <div>
          <PageTitle className="menu-title" windowTitle={category === null ? menu.windowTitle : categoryName(category)}>
            {title}
          </PageTitle>
          <p className="lead">{menu.lead}</p>
        </div>
        <Facts products={data} />
      </div>
      {data !== undefined && <Menu products={data} />}
      {failed && <ListTrouble />}
      {data === undefined && !failed && <MenuSkeleton />}
      <BasketBar />
    </div>
  )
}
