/* ingredients.tsx -- what something is made of; allergens are bold. */
import { markedPieces } from './marked-text'

export function Ingredients({ text }: { text: string }) {
  return markedPieces(text).map(({ text: piece, marked }, i) => (marked ? <strong key={i}>{piece}</strong> : piece))
}
