/* menu-skeleton.tsx -- a placeholder for the shelf, of the same size, while the menu loads. */
import { useEffect } from 'react'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { useSlow } from '../../ui/slow'

const PLACES = [1, 2, 3, 4, 5, 6]

export function MenuSkeleton() {
  const { menu } = useTexts()
  const slow = useSlow(true)
  useEffect(() => {
    if (slow) announce(menu.loading)
  }, [slow, menu])
  return (
    <div className={slow ? 'menu-body skeleton' : 'menu-body skeleton skeleton-early'} aria-hidden="true">
      <div className="menu-side">
        <div className="search skeleton-block" />
      </div>
      <div className="menu-shelves">
        <div className="skeleton-heading skeleton-block" />
        <ul className="shelf">
          {PLACES.map((place) => (
            <li className="item" key={place}>
              <div className="item-name skeleton-block" />
              <div className="price-tag price-tag-off">{'\u00a0'}</div>
              <div className="item-text skeleton-lines" />
              <div className="item-plate">
                <div className="skeleton-loaf" />
              </div>
              <div className="item-action skeleton-button skeleton-block" />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
