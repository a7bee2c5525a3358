/* attempt-note.tsx -- the status of an order that got no response, and what happens next. */
import { useEffect, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useShop } from '../../api/queries'
import { useOnline, useSecondsUntil } from '../orders/clock'
import { formatDayAndClock } from '../orders/when'
import { useLanguage } from '../../texts'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import { PhoneLink } from '../../ui/phone-link'
import { useMoney } from '../../ui/use-money'
import type { AttemptState, Doubt, OpenState } from './attempt'
import { theAttempt } from './the-attempt'

function NextTry({ attempt }: { attempt: OpenState }) {
  const { attempt: words } = useOrderTexts()
  const online = useOnline()
  const seconds = useSecondsUntil(attempt.name === 'waiting' ? attempt.until : null)
  if (attempt.name === 'sending') return words.sendingAgain
  if (!online) return words.retryOnline
  return attempt.name === 'waiting' ? words.retryIn(Math.max(1, seconds ?? 1)) : words.stopped
}

function AskUs() {
  const { attempt: words } = useOrderTexts()
  const { phone } = useShop()
  return phone === '' ? null : (
    <p className="small">
      {words.call} <PhoneLink number={phone} />
    </p>
  )
}

/* Announces the heading when it changes, but not the seconds. */
function Spoken({ heading, kind, children }: { heading: string; kind: 'caution' | 'error'; children: ReactNode }) {
  useEffect(() => {
    announce(heading, 'assertive')
  }, [heading])
  return (
    <Note kind={kind} heading={heading} className="attempt-note">
      {children}
    </Note>
  )
}

function OpenNote({ attempt, why }: { attempt: OpenState; why: Doubt }) {
  const { attempt: words } = useOrderTexts()
  const money = useMoney()
  const more = {
    unknown: words.unknownMore(money(attempt.attempt.totalCents)),
    busy: words.busyMore,
    limited: words.limitedMore
  }
  return (
    <Spoken kind="caution" heading={words[why]}>
      <p>{more[why]}</p>
      <p>
        <NextTry attempt={attempt} />
      </p>
      <Button look="plain" busy={attempt.name === 'sending'} onClick={theAttempt.retry}>
        {words.now}
      </Button>
      {why !== 'limited' && <p className="small">{words.stayCalm}</p>}
      {attempt.name === 'stalled' && <AskUs />}
    </Spoken>
  )
}

export function AttemptNote({ attempt }: { attempt: AttemptState }) {
  const { attempt: words } = useOrderTexts()
  const { time_zone: zone } = useShop()
  const { language } = useLanguage()
  const money = useMoney()
  switch (attempt.name) {
    case 'sending':
      return attempt.why && <OpenNote attempt={attempt} why={attempt.why} />
    case 'waiting':
    case 'stalled':
      return <OpenNote attempt={attempt} why={attempt.why} />
    case 'expired': {
      const { begunAt, totalCents } = attempt.attempt
      return (
        <Spoken kind="caution" heading={words.expired}>
          <p>{words.expiredMore(formatDayAndClock(begunAt, language, zone), money(totalCents))}</p>
          <p>
            <Link href="/orders">{words.openOrders}</Link>
          </p>
          <AskUs />
          <Button onClick={theAttempt.forget}>{words.expiredDone}</Button>
        </Spoken>
      )
    }
    case 'key_used':
      return (
        <Spoken kind="error" heading={words.keyUsed}>
          <p>{words.keyUsedMore}</p>
          <p>
            <Link href="/orders">{words.openOrders}</Link>
          </p>
        </Spoken>
      )
    default:
      return null
  }
}
