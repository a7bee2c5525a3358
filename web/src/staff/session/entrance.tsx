/* entrance.tsx -- the page before the staff's pages: a dark shelf, and a form beside it. */
import type { ReactNode } from 'react'
import { useShop } from '../../api/queries'
import { Drawing } from '../../ui/drawing'
import { useStaffTexts } from '../texts'
import './session.css'

const SHELVES = [
  ['cappuccino', 'berry-tart', 'cheesecake'],
  ['sourdough', 'rye-tin', 'baguettes'],
  ['croissant', 'pretzel', 'blueberry-muffin']
]

export function Entrance({ children }: { children: ReactNode }) {
  const { title } = useStaffTexts()
  const { name } = useShop()
  return (
    <div className="entrance">
      <header className="entrance-shelf">
        <p className="entrance-name">{name || title}</p>
        {SHELVES.map((shelf) => (
          <div key={shelf[0]} className="entrance-row" aria-hidden="true">
            {shelf.map((drawing) => (
              <Drawing key={drawing} of={{ image: `/drawings/${drawing}.svg`, category: '' }} />
            ))}
          </div>
        ))}
      </header>
      <main id="main" tabIndex={-1} className="entrance-form">
        {children}
      </main>
    </div>
  )
}
