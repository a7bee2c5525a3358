/* move-buttons.tsx -- up and down, for what has a place among others. The focus stays on the button that was pressed, or
 * goes to the other one where there is no further way. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { useStaffTexts } from './texts'

interface MoveButtonsProps {
  name: string
  isFirst: boolean
  isLast: boolean
  onMove: (step: -1 | 1) => void
}

export function MoveButtons({ name, isFirst, isLast, onMove }: MoveButtonsProps) {
  const { order } = useStaffTexts()
  const up = useRef<HTMLButtonElement>(null)
  const down = useRef<HTMLButtonElement>(null)
  const pressed = useRef<-1 | 1 | null>(null)

  // Moving a row in the document takes the focus away from it.
  useLayoutEffect(() => {
    if (pressed.current === null) return
    const goesUp = pressed.current < 0 ? !isFirst : isLast
    pressed.current = null
    const button = goesUp ? up.current : down.current
    button?.focus()
  })

  const move = (step: -1 | 1) => {
    pressed.current = step
    onMove(step)
  }
  return (
    <div className="move">
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
