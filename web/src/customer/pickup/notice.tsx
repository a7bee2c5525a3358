/* notice.tsx -- how long before its pickup a product must be ordered; nothing in a shop without pickup. */
import type { Product } from '../../api/client'
import { useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { offersPickup } from '../../ui/hours'

export function Notice({ product: { lead_days: days } }: { product: Product }) {
  const { pickup } = useTexts()
  const shop = useShop()
  return days > 0 && offersPickup(shop) ? <p className="notice">{pickup.lead(days)}</p> : null
}
