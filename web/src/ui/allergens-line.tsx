/* allergens-line.tsx -- what something contains, in words. What is not declared is never shown as free of anything. */
import type { Allergen, Allergens } from '../api/client'
import { useTexts } from '../texts'

export function AllergenNames({ of }: { of: readonly Allergen[] }) {
  const { allergens } = useTexts()
  return of.map((name, i) => (
    <span key={name}>
      {i > 0 && ', '}
      <strong>{allergens.names[name]}</strong>
    </span>
  ))
}

export function AllergensLine({ of, className }: { of: Allergens; className?: string }) {
  const { allergens } = useTexts()
  const classes = ['allergens', className].filter(Boolean).join(' ')
  if (of === null) return <p className={classes}>{allergens.ask}</p>
  const { contains, may_contain: may } = of
  return (
    <p className={classes}>
      {contains.length > 0 && (
        <>
          {allergens.contains} <AllergenNames of={contains} />.{' '}
        </>
      )}
      {may.length > 0 && (
        <>
          {allergens.mayContain} <AllergenNames of={may} />.
        </>
      )}
      {contains.length + may.length === 0 && allergens.none}
    </p>
  )
}
