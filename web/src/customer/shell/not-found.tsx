/* not-found.tsx -- for an address that leads to no page. */
import { Link } from 'wouter'
import { useTexts } from '../../texts'
import { Drawing } from '../../ui/drawing'
import { PageTitle } from '../../ui/page-title'

export function NotFound() {
  const { notFound, shell } = useTexts()
  return (
    <div className="wrap page">
      <PageTitle>{notFound.title}</PageTitle>
      <div className="bare-shelf">
        <Drawing of={{ image: null, category: 'cake' }} state="outline" />
      </div>
      <p className="lead">{notFound.more}</p>
      <ul className="ways">
        <li>
          <Link href="/">{shell.menu}</Link>
        </li>
        <li>
          <Link href="/basket">{shell.basket}</Link>
        </li>
        <li>
          <Link href="/orders">{shell.orders}</Link>
        </li>
      </ul>
    </div>
  )
}
