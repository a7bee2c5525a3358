/* calendar.tsx -- dates with other hours: closed, or open at other times. Each is saved at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Field } from '../../ui/field'
import { putDate, removeDate, type CalendarDate } from '../api'
import { statusOf } from '../form-problem'
import { calendarQuery, useChange } from '../queries'
import { useStaffTexts } from '../texts'
import { readHours, writeHours } from './settings-fields'

/* The date is that of the shop: it has no time, and no zone. */
const dateInWords = (date: string, language: string) =>
  new Date(`${date}T00:00Z`).toLocaleDateString(language, { dateStyle: 'full', timeZone: 'UTC' })

function useRefresh() {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: calendarQuery.queryKey })
    void client.invalidateQueries({ queryKey: ['staff', 'settings'] })
    void client.invalidateQueries({ queryKey: ['shop'] })
  }
}

function Entry({ day }: { day: CalendarDate }) {
  const { calendar } = useStaffTexts()
  const { language } = useLanguage()
  const refresh = useRefresh()
  const words = dateInWords(day.date, language)
  const remove = useChange(removeDate, () => {
    announce(calendar.removed(words))
    refresh()
  })
  return (
    <li>
      <p>
        <strong>{words}</strong>
        <span className="small">
          {day.closed ? calendar.closed : writeHours(day.hours)}
          {day.reason !== null && `, ${day.reason}`}
        </span>
      </p>
      <Button
        look="link"
        busy={remove.isPending}
        aria-label={calendar.removeNamed(words)}
        onClick={() => {
          remove.mutate(day.date)
        }}
      >
        {calendar.remove}
      </Button>
    </li>
  )
}

function AddDate() {
  const texts = useStaffTexts()
  const { calendar } = texts
  const { today } = useShop()
  const refresh = useRefresh()
  const [date, setDate] = useState('')
  const [hours, setHours] = useState('')
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<readonly string[]>([])
  const [round, setRound] = useState(0)

  const add = useChange(
    ({ at, open }: { at: string; open: [string, string][] }) => {
      const why = reason.trim() === '' ? null : reason.trim()
      return putDate(at, open.length === 0 ? { closed: true, reason: why } : { hours: open, reason: why })
    },
    () => {
      announce(calendar.saved)
      setDate('')
      setHours('')
      setReason('')
      refresh()
    }
  )
  const refused = statusOf(add.error)
  const lines = [
    ...(wrong.includes('date') || refused === 422 ? [{ target: 'calendar-date', text: calendar.dateWrong }] : []),
    ...(wrong.includes('hours') ? [{ target: 'calendar-hours', text: texts.shopPage.errors.mon }] : []),
    ...(add.error !== null && refused !== 422 ? [{ target: 'calendar-date', text: texts.notSaved }] : [])
  ]
  const errorOf = (target: string) => lines.find((line) => line.target === target)?.text

  return (
    <form
      className="calendar-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (add.isPending) return
        const open = readHours(hours)
        const found = [...(date === '' || date < today.date ? ['date'] : []), ...(open === undefined ? ['hours'] : [])]
        add.reset()
        setWrong(found)
        setRound(round + 1)
        if (found.length === 0 && open !== undefined) add.mutate({ at: date, open })
      }}
    >
      <h3>{calendar.add}</h3>
      {lines.length > 0 && !add.isPending && <ErrorSummary heading={texts.problem} lines={lines} round={round} />}
      <div className="field-pair">
        <Field
          id="calendar-date"
          label={calendar.date}
          type="date"
          min={today.date}
          value={date}
          error={errorOf('calendar-date')}
          onChange={(event) => {
            setDate(event.target.value)
            setWrong(wrong.filter((name) => name !== 'date'))
          }}
        />
        <Field
          id="calendar-hours"
          label={calendar.hours}
          placeholder={texts.shopPage.closed}
          value={hours}
          error={errorOf('calendar-hours')}
          autoComplete="off"
          onChange={(event) => {
            setHours(event.target.value)
            setWrong(wrong.filter((name) => name !== 'hours'))
          }}
        />
      </div>
      <Field
        id="calendar-reason"
        label={`${calendar.reason} ${texts.editor.optional}`}
        hint={calendar.reasonHint}
        value={reason}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => {
          setReason(event.target.value)
        }}
      />
      <Button type="submit" busy={add.isPending}>
        {calendar.submit}
      </Button>
    </form>
  )
}

export function Calendar() {
  const { calendar } = useStaffTexts()
  const { data } = useQuery(calendarQuery)
  return (
    <section className="editor-part" aria-labelledby="calendar-part">
      <h2 id="calendar-part">{calendar.title}</h2>
      <p className="field-hint">{calendar.lead}</p>
      {data !== undefined && data.days.length > 0 && (
        <ul className="calendar">
          {data.days.map((day) => (
            <Entry key={day.date} day={day} />
          ))}
        </ul>
      )}
      <AddDate />
    </section>
  )
}
