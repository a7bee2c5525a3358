/* button.tsx -- a button, and a link that looks like one. A busy button keeps its focus and does nothing. */
import type { ComponentProps } from 'react'
import { Link } from 'wouter'

type Look = 'main' | 'plain' | 'link'

interface Looks {
  look?: Look
  big?: boolean
}

const classes = (look: Look, big: boolean, more: string | undefined) =>
  ['button', `button-${look}`, big && 'button-big', more].filter(Boolean).join(' ')

interface ButtonProps extends ComponentProps<'button'>, Looks {
  busy?: boolean
}

export function Button({ look = 'plain', big = false, busy = false, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(look, big, className)}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
    />
  )
}

interface ButtonLinkProps extends Omit<ComponentProps<'a'>, 'href'>, Looks {
  href: string
}

export function ButtonLink({ look = 'plain', big = false, className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={classes(look, big, className)} />
}
