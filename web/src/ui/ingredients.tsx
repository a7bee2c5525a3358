/* ingredients.tsx -- what something is made of; allergens are bold. */
import { useTexts } from '../texts'
import { markedPieces } from './marked-text'

export function Ingredients({ text, className }: { text: string; className?: string }) {
  const { allergens } = useTexts()
  return (
    <p className={className}>
      {allergens.ingredients}:{' '}
      {markedPieces(text).map(({ text: piece, marked }, i) => (marked ? <strong key={i}>{piece}</strong> : piece))}
    </p>
  )
}
