/* product-page.tsx -- one product. */
import { PageTitle } from '../ui/page-title'

export function ProductPage({ id }: { id: string }) {
  return (
    <div className="wrap page">
      <PageTitle>{id}</PageTitle>
    </div>
  )
}
