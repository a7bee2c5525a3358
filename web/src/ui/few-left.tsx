/* few-left.tsx -- says that only a few pieces are left. */
import { useTexts } from '../texts'

export function FewLeft({ left }: { left: number }) {
  const { pickup } = useTexts()
  return <span className="few-left">{pickup.fewLeft(left)}</span>
}
