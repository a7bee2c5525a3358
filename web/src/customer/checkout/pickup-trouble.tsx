/* pickup-trouble.tsx -- says that the chosen pickup is not possible any more, with the repair that takes one tap. */
import { useEffect, useRef, type ReactNode } from 'react'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button, ButtonLink } from '../../ui/button'
import { fullMomentInWords } from '../../ui/dates'
import { usePassFocus } from '../../ui/pass-focus'
import { problemInWords, repairInWords } from './pickup-words'
import { PICKUP_KEY, type Checkout } from './use-checkout'
import type { PickupProblem } from './pickup-problem'

interface PickupTroubleProps {
  checkout: Checkout
  problem: PickupProblem
  children: ReactNode
}

/* A choice can be lost while the customer is elsewhere on the page. */
function useSpokenProblem(text: string, raised: boolean): void {
  const spoken = useRef('')
  useEffect(() => {
    if (spoken.current === text) return
    spoken.current = text
    if (!raised) announce(text) // the summary is read by itself
  }, [text, raised])
}

export function PickupTrouble({ checkout, problem, children }: PickupTroubleProps) {
  const texts = useOrderTexts()
  const { when, nameOf, busy } = checkout
  const { why, choice, instead } = problem
  const button = usePassFocus('#pickup-title')
  const text = problemInWords(problem, when.pickup, nameOf, texts)
  useSpokenProblem(text, checkout.summary.has(PICKUP_KEY))

  function repair() {
    if (instead === null) {
      when.askAgain()
      return
    }
    checkout.take(instead)
    announce(texts.when.taken(fullMomentInWords(instead, texts)))
    document.getElementById('place-order')?.focus()
  }

  return (
    <div className="field-wrong pickup-trouble">
      <p className="field-error" id="pickup-error">
        {text}
      </p>
      {instead !== null || why === 'unread' ? (
        <Button
          id={PICKUP_KEY}
          ref={button}
          busy={busy || when.asking}
          onClick={repair}
          aria-describedby="pickup-error"
        >
          {instead === null ? texts.order.tryAgain : repairInWords(instead, choice, texts)}
        </Button>
      ) : (
        <ButtonLink id={PICKUP_KEY} href="/basket">
          {texts.checkout.change}
        </ButtonLink>
      )}
      {children}
    </div>
  )
}
