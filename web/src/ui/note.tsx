/* note.tsx -- a remark beside three stripes. `live` is for one that appears after something happened. */
import type { ReactNode } from 'react'

interface NoteProps {
  kind?: 'info' | 'caution' | 'error'
  heading?: string
  live?: boolean
  className?: string
  children: ReactNode
}

export function Note({ kind = 'info', heading, live = false, className, children }: NoteProps) {
  return (
    <div
      className={['note striped', `note-${kind}`, className].filter(Boolean).join(' ')}
      role={live ? 'status' : undefined}
    >
      {heading !== undefined && <h2 className="note-heading">{heading}</h2>}
      {children}
    </div>
  )
}
