/* product-skeleton.tsx -- the product's plate and lines before they are known. */
import { useTexts } from '../texts'
import { useSlow } from '../ui/slow'

export function ProductSkeleton() {
  const { shell } = useTexts()
  const slow = useSlow(true)
  return (
    <>
      <p className="visually-hidden">{shell.loading}</p>
      {slow && (
        <div className="product" aria-hidden="true">
          <div className="plate" />
          <div className="product-facts">
            <div className="skeleton-title skeleton-block" />
            <div className="skeleton-lines" />
          </div>
        </div>
      )}
    </>
  )
}
