/* move-buttons.tsx -- up and down, for what has a place among others. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { useStaffTexts } from './texts'

interface MoveButtonsProps {
  name: string
  at: number // from 0
  count: number
  onMove: (step: -1 | 1) => void
}

export function MoveButtons({ name, at, count, onMove }: MoveButtonsProps) {
  const { order } = useStaffTexts()
  const box = useRef<HTMLDivElement>(null)
  const up = useRef<HTMLButtonElement>(null)
  const down = useRef<HTMLButtonElement>(null)
  const pressed = useRef<-1 | 1 | null>(null)
  const isFirst = at === 0
  const isLast = at === count - 1

  // A row that moves in the document loses the focus. It stays on the button that was pressed, or goes to the other one
  // where there is no further way; unless somebody has gone elsewhere meanwhile.
  useLayoutEffect(() => {
    const { activeElement, body } = document
    if (pressed.current === null) return
    if (activeElement === body || box.current?.contains(activeElement)) {
      const button = pressed.current < 0 ? (isFirst ? down : up) : isLast ? up : down
      button.current?.focus()
    }
    pressed.current = null
  }, [at, isFirst, isLast])

  const move = (step: -1 | 1) => {
    pressed.current = step
    onMove(step)
  }
  return (
    <div className="move" ref={box}>
      <button
        type="button"
        ref={up}
        aria-label={order.up(name)}
        disabled={isFirst}
        onClick={() => {
          move(-1)
        }}
      >
        <ArrowUp size={20} aria-hidden="true" />
      </button>
      <button
        type="button"
        ref={down}
        aria-label={order.down(name)}
        disabled={isLast}
        onClick={() => {
          move(1)
        }}
      >
        <ArrowDown size={20} aria-hidden="true" />
      </button>
    </div>
  )
}
