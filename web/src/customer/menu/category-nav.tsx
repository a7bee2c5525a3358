/* category-nav.tsx -- the shelves as links: a column beside the menu, a row of tabs above it on small screens. */
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { Allergen } from '../../api/client'
import { useTexts } from '../../texts'
import { useCategoryName } from '../../ui/use-category-name'
import { menuAddress, type Shelf } from './shelf'

interface CategoryNavProps {
  shelves: readonly Shelf[]
  current: string | null
  query: string
  without: readonly Allergen[]
}

export function CategoryNav({ shelves, current, query, without }: CategoryNavProps) {
  const { menu } = useTexts()
  const categoryName = useCategoryName()
  const list = useRef<HTMLUListElement>(null)
  const all = shelves.reduce((count, { products }) => count + products.length, 0)
  const links = [
    { category: null, name: menu.everything, count: all },
    ...shelves.map(({ category, products }) => ({ category, name: categoryName(category), count: products.length }))
  ]

  // Scrolls the current tab into view if the row is wider than the screen.
  useEffect(() => {
    const link = list.current?.querySelector<HTMLElement>('[aria-current]')
    if (list.current === null || !link) return
    list.current.scrollTo({ left: link.offsetLeft - (list.current.clientWidth - link.offsetWidth) / 2 })
  }, [current])

  return (
    <nav className="categories" aria-label={menu.categories}>
      <ul className="wrap" ref={list}>
        {links.map(({ category, name, count }) => (
          <li key={category ?? ''}>
            <Link href={menuAddress(category, query, without)} aria-current={category === current ? 'true' : undefined}>
              <span>{name}</span>
              <span className="categories-count" aria-hidden="true">
                {count}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
