/* pickup-fields.tsx -- when the order is collected: first the day, then the time. What cannot be chosen is shown, and
 * says why. */
import { useState } from 'react'
import type { Pickup, PickupDay } from '../../api/client'
import { useOrderTexts } from '../../texts/orders'
import { dateInWords, dayOfMonth, fullMomentInWords, monthOf, shortWeekdayOf } from '../../ui/dates'
import { Button } from '../../ui/button'
import { becauseInWords, todayOf } from '../pickup/words'
import { dayOf, daysShown, partsOf, type Slot } from './choice'
import { PickupTrouble } from './pickup-trouble'
import { slotInWords, stateInWords } from './pickup-words'
import './pickup.css'
import type { Checkout } from './use-checkout'

interface DayProps {
  day: PickupDay
  today: string
  notice: boolean // something needs notice
  chosen: boolean
  onChoose: () => void
}

function Day({ day, today, notice, chosen, onChoose }: DayProps) {
  const texts = useOrderTexts()
  const { when } = texts
  const { date, reason } = day
  const why = stateInWords(day, notice, texts)
  const words = [date === today ? `${texts.dates.today}, ${dateInWords(date, texts)}` : dateInWords(date, texts)]
  if (why !== null) words.push(why)
  if (reason) words.push(reason)
  return (
    <label className={why === null ? 'day' : 'day day-off'}>
      <input
        type="radio"
        className="visually-hidden"
        name="pickup-day"
        aria-label={words.join(', ')}
        disabled={why !== null}
        checked={chosen && why === null}
        onChange={onChoose}
      />
      <span className="day-tile" aria-hidden="true">
        <span>{date === today ? when.today : shortWeekdayOf(date, texts)}</span>
        <span className="day-number">{dayOfMonth(date)}</span>
        <span>{why ?? monthOf(date, texts)}</span>
        {reason && <span className="day-reason">{reason}</span>}
      </span>
    </label>
  )
}

function Days({ checkout, pickup }: { checkout: Checkout; pickup: Pickup }) {
  const texts = useOrderTexts()
  const { when: words } = texts
  const [all, setAll] = useState(false)
  const { choice } = checkout.when
  const today = todayOf(pickup)
  const shown = daysShown(pickup.days, choice?.date, all)
  const because = becauseInWords(pickup, checkout.nameOf, texts)
  return (
    <fieldset className="pickup-group">
      <legend>{words.day}</legend>
      {pickup.earliest !== null && because !== null && (
        <p className="field-hint pickup-because">
          {words.earliest(fullMomentInWords(pickup.earliest, texts), because)}
        </p>
      )}
      <div className="days">
        {pickup.days.slice(0, shown).map((day) => (
          <Day
            key={day.date}
            day={day}
            today={today}
            notice={checkout.needsNotice}
            chosen={day.date === choice?.date}
            onChoose={() => {
              checkout.takeDay(day)
            }}
          />
        ))}
      </div>
      {shown < pickup.days.length && (
        <Button
          look="link"
          onClick={(event) => {
            const next = event.currentTarget.previousElementSibling?.lastElementChild?.querySelector('input')
            setAll(true)
            next?.focus()
          }}
        >
          {words.moreDays(pickup.days.length - shown)}
        </Button>
      )}
    </fieldset>
  )
}

interface TimeProps {
  slot: Slot
  chosen: boolean
  lost: boolean // the server has refused it
  onChoose: () => void
}

function Time({ slot, chosen, lost, onChoose }: TimeProps) {
  const texts = useOrderTexts()
  const full = slot.state === 'full' || lost
  return (
    <label className={full ? 'time time-off' : 'time'}>
      <input
        type="radio"
        className="visually-hidden"
        name="pickup-time"
        disabled={full}
        checked={chosen && !full}
        onChange={onChoose}
      />
      <span className="time-tile">
        <span className="time-clock">{slotInWords(slot, texts)}</span>{' '}
        {full && <span className="time-state">{texts.when.states.full}</span>}
      </span>
    </label>
  )
}

function Times({ checkout, day: { date, slots } }: { checkout: Checkout; day: PickupDay }) {
  const texts = useOrderTexts()
  const { when: words } = texts
  const { choice, problem } = checkout.when
  return (
    <fieldset className="pickup-group">
      <legend>{words.time(dateInWords(date, texts))}</legend>
      {partsOf(slots).map(({ part, slots: some }) => (
        <div key={part}>
          {part !== null && <p className="part-of-day">{words.parts[part]}</p>}
          <div className={some.some((slot) => slotInWords(slot, texts).includes('–')) ? 'times times-long' : 'times'}>
            {some.map((slot) => (
              <Time
                key={slot.time}
                slot={slot}
                chosen={slot.time === choice?.time}
                lost={slot.time === choice?.time && problem?.why === 'slot-full'}
                onChoose={() => {
                  checkout.take({ date, time: slot.time })
                }}
              />
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  )
}

export function PickupFields({ checkout }: { checkout: Checkout }) {
  const { when: words } = useOrderTexts()
  const { pickup, offered, loading, choice, problem } = checkout.when
  if (!offered && !loading && problem === null) return null
  const day = pickup && choice ? dayOf(pickup, choice.date) : undefined
  const times = day?.state === 'open' && <Times checkout={checkout} day={day} />
  return (
    <section className={loading ? 'pickup pickup-loading' : 'pickup'} aria-labelledby="pickup-title">
      <h2 id="pickup-title" tabIndex={-1}>
        {words.title}
      </h2>
      {loading && <p className="small">{words.loading}</p>}
      {pickup && offered && <Days checkout={checkout} pickup={pickup} />}
      {problem ? (
        <PickupTrouble checkout={checkout} problem={problem}>
          {times}
        </PickupTrouble>
      ) : (
        times
      )}
    </section>
  )
}
