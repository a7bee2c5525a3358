/* orders-page.tsx -- the orders of this device. */
import { PageTitle } from '../ui/page-title'

export default function OrdersPage() {
  return (
    <div className="wrap page">
      <PageTitle>Orders</PageTitle>
    </div>
  )
}
