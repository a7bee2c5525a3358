/* picture.tsx -- a product on its shelf: its photo, or else a drawing. What is sold out or not baked yet is a drawing in
 * any case. */
import type { Product } from '../api/client'
import { Drawing, type DrawingState } from './drawing'
import { photoSources } from './photo-sources'

interface PictureProps {
  of: Pick<Product, 'image' | 'category' | 'photo'>
  sizes: string // how wide it is shown, as in <img sizes>
  state?: DrawingState
  eager?: boolean // it is seen at once
}

export function Picture({ of, sizes, state = 'baked', eager = false }: PictureProps) {
  if (of.photo === null || state !== 'baked') return <Drawing of={of} state={state} />
  return (
    <img
      className="drawing"
      {...photoSources(of.photo)}
      sizes={sizes}
      alt=""
      width={480}
      height={360}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
    />
  )
}
