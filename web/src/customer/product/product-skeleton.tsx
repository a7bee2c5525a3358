/* product-skeleton.tsx -- the product's plate and lines before they are known. */
import { useEffect } from 'react'
import { useTexts } from '../../texts'
import { announce } from '../../ui/announce'
import { useSlow } from '../../ui/slow'

export function ProductSkeleton() {
  const { shell } = useTexts()
  const slow = useSlow(true)
  useEffect(() => {
    if (slow) announce(shell.loading)
  }, [slow, shell])
  return (
    <div className={slow ? 'product' : 'product skeleton-early'} aria-hidden="true">
      <div className="plate striped" />
      <div className="product-facts">
        <div className="skeleton-title skeleton-block" />
        <div className="skeleton-lines" />
      </div>
    </div>
  )
}
