/* ticket.tsx -- the order's ticket: paper with the sack's stripes and a pinked edge. */
import { useId, type ReactNode } from 'react'

export function Ticket({ heading, className, children }: { heading: string; className?: string; children: ReactNode }) {
  const id = useId()
  return (
    <aside className={className === undefined ? 'ticket striped' : `ticket striped ${className}`} aria-labelledby={id}>
      <h2 className="ticket-heading" id={id}>
        {heading}
      </h2>
      {children}
    </aside>
  )
}
