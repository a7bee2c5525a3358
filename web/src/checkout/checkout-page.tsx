/* checkout-page.tsx -- the checkout. */
import { PageTitle } from '../ui/page-title'

export default function CheckoutPage() {
  return (
    <div className="wrap page">
      <PageTitle>Checkout</PageTitle>
    </div>
  )
}
