/* removed-line.tsx -- takes the place of a removed line, with a button to put it back. */
import { useEffect, useRef } from 'react'
import { useTexts } from '../../texts'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import type { Line } from './basket'

interface RemovedLineProps {
  line: Line
  takesFocus: boolean
  onPutBack: () => void
}

export function RemovedLine({ line, takesFocus, onPutBack }: RemovedLineProps) {
  const { basket } = useTexts()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) button.current?.focus()
  }, [takesFocus])
  return (
    <li className="removed-line">
      <Note>
        <p className="breaks">
          <strong>{line.name}</strong> {basket.removed}{' '}
          <Button look="link" ref={button} onClick={onPutBack}>
            {basket.putBack}
          </Button>
        </p>
      </Note>
    </li>
  )
}
