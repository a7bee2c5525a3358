/* menu-page.tsx -- the shelf. */
import { PageTitle } from '../ui/page-title'

export function MenuPage() {
  return (
    <div className="wrap page">
      <PageTitle>Menu</PageTitle>
    </div>
  )
}
