/* shortage-text.tsx -- says which products of an order are missing when it is repeated. */
import { useTexts } from '../../texts'
import type { Shortage } from './reorder'

export function ShortageText({ missing, fewer }: Shortage) {
  const { basket } = useTexts()
  return (
    <>
      {missing.length > 0 && <p className="breaks">{basket.missing(missing.join(', '))}</p>}
      {fewer.length > 0 && <p className="breaks">{basket.fewer(fewer.join(', '))}</p>}
    </>
  )
}
