/* drawing.tsx -- a product's picture, standing on whatever is below it. It is decoration: the name stands beside it.
 *
 * Our own drawings come out of one sprite, and take their colours from the page (drawing.css): baked, dough, or the
 * dashed outline of what is not there. Any other picture is an image.
 */
import { sprite } from 'virtual:drawings'
import { drawingOf, type Pictured } from './drawing-of'

export type DrawingState = 'baked' | 'dough' | 'outline'

interface DrawingProps {
  of: Pictured
  state?: DrawingState
  className?: string
}

export function Drawing({ of, state = 'baked', className }: DrawingProps) {
  const name = drawingOf(of)
  const classes = ['drawing', `drawing-${state}`, className].filter(Boolean).join(' ')
  if (name === null && state === 'baked' && of.image !== null)
    return <img className={classes} src={of.image} alt="" width={200} height={150} loading="lazy" />
  const symbol = name ?? drawingOf({ image: null, category: of.category })
  return (
    <svg className={classes} viewBox="0 0 200 150" aria-hidden="true">
      <use href={`${sprite}#${symbol}${state === 'outline' ? '-outline' : ''}`} />
    </svg>
  )
}
