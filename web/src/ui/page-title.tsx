/* page-title.tsx -- a page's h1. It names the window, in the form that the server's page has (page_head.c), and takes
 * the focus when the page was reached from within, so that a screen reader starts there. */
import { useEffect, useRef } from 'react'
import { useShop } from '../api/queries'
import { arrivedFromWithin, arrivedByStep } from './arrival'

interface PageTitleProps {
  children: string
  windowTitle?: string // when it says more than the heading
  className?: string
}

export function PageTitle({ children, windowTitle = children, className }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { name } = useShop()

  useEffect(() => {
    document.title = name === '' ? windowTitle : `${windowTitle} · ${name}`
  }, [windowTitle, name])

  useEffect(() => {
    if (!arrivedFromWithin()) return
    if (arrivedByStep()) scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])

  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  )
}
