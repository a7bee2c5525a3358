/* order-shelf.tsx -- the customer's own products on a shelf, as far as they are. Decoration: the ticket names them. */
import type { Order } from '../../api/client'
import { useProducts } from '../../api/queries'
import { useOrderTexts } from '../../texts/orders'
import { Picture } from '../../ui/picture'
import { shelfOf } from './shelf-of'
import type { DrawingState } from './states'

/* For a product that is no longer on the list. */
const UNKNOWN = { image: null, photo: null, category: '' }

export function OrderShelf({ items, drawing }: { items: Order['items']; drawing: DrawingState }) {
  const { order } = useOrderTexts()
  const { data: products } = useProducts()
  const { pieces, more } = shelfOf(items)
  return (
    <div className="order-shelf" aria-hidden="true">
      {pieces.map(({ product_id }, index) => (
        <div className="order-shelf-piece" key={index}>
          <Picture of={products?.find(({ id }) => id === product_id) ?? UNKNOWN} sizes="200px" state={drawing} />
        </div>
      ))}
      {more > 0 && <p className="order-shelf-more">{order.shelfMore(more)}</p>}
    </div>
  )
}
