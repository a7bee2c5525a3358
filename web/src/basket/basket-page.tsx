/* basket-page.tsx -- the basket. */
import { PageTitle } from '../ui/page-title'

export function BasketPage() {
  return (
    <div className="wrap page">
      <PageTitle>Basket</PageTitle>
    </div>
  )
}
