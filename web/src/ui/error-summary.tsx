/* error-summary.tsx -- what has to be put right before a form is sent. It takes the focus each time `round` changes;
 * each line leads to its field. */
import { useEffect, useRef } from 'react'

export interface SummaryLine {
  target: string // id of the field or of the place to look at
  text: string
}

interface ErrorSummaryProps {
  heading: string
  lines: readonly SummaryLine[]
  round: number
}

export function ErrorSummary({ heading, lines, round }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.focus()
  }, [round])
  return (
    <div className="error-summary" ref={box} tabIndex={-1} role="group" aria-labelledby="error-summary-heading">
      <h2 id="error-summary-heading">{heading}</h2>
      <ul className="breaks">
        {lines.map(({ target, text }) => (
          <li key={target + text}>
            <a
              href={`#${target}`}
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(target)?.focus()
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
