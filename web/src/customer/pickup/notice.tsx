/* notice.tsx -- how long before its pickup a product must be ordered; nothing in a shop without pickup. */
import type { Product } from '../../api/client'
import { useShop } from '../../api/queries'
import { useTexts } from '../../texts'
import { hasHours } from '../../ui/hours'

export function Notice({ product: { lead_days: days } }: { product: Product }) {
  const { pickup } = useTexts()
  const { opening_hours: hours } = useShop()
  return days > 0 && hasHours(hours) ? <p className="notice">{pickup.lead(days)}</p> : null
}
