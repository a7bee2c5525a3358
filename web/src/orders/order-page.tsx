/* order-page.tsx -- one order. */
import { PageTitle } from '../ui/page-title'

export default function OrderPage({ id }: { id: string }) {
  return (
    <div className="wrap page">
      <PageTitle>{id}</PageTitle>
    </div>
  )
}
