/* history-page.tsx -- who changed what, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { Button } from '../../ui/button'
import { PageLoading } from '../../ui/page-loading'
import { PageTitle } from '../../ui/page-title'
import { formatTime } from '../../ui/time'
import type { HistoryEntry } from '../api'
import { historyQuery } from '../queries'
import { useValueWords } from '../use-value-words'
import { useStaffTexts, type StaffTexts } from '../texts'
import { TryAgain } from '../try-again'
import './history.css'

function whoOf(who: string, { past }: StaffTexts): string {
  const others: Record<string, string> = {
    token: past.token,
    'command line': past.commandLine,
    settings: past.settings
  }
  return Object.hasOwn(others, who) ? (others[who] ?? who) : who
}

function namesOf(
  { what }: HistoryEntry,
  { categories, editor, persons, shopPage }: StaffTexts
): Record<string, string> {
  if (what.startsWith('product')) return editor.fields
  if (what.startsWith('categories')) return { categories: categories.title }
  if (what.startsWith('settings')) return { ...shopPage.fields, opening_hours: shopPage.hours }
  return { name: persons.name, role: persons.role, active: persons.active }
}

interface Change {
  entry: HistoryEntry
  field: string
  before: unknown
  after: unknown
}

function changeOf(
  { entry, field, before, after }: Change,
  texts: StaffTexts,
  inWords: ReturnType<typeof useValueWords>
) {
  const name = namesOf(entry, texts)[field] ?? field
  const now = inWords(field, after)
  return before === null && field === 'role'
    ? texts.past.first(name, now)
    : texts.past.change(name, inWords(field, before), now)
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const texts = useStaffTexts()
  const { language } = useLanguage()
  const inWords = useValueWords()
  const { time_zone: zone } = useShop()
  return (
    <li className="entry">
      <time dateTime={entry.at}>
        {formatTime(Date.parse(entry.at), language, zone, {
          dateStyle: 'medium',
          timeStyle: 'short',
          hourCycle: 'h23'
        })}
      </time>
      <div>
        <p>
          <strong>{whoOf(entry.who, texts)}</strong> {texts.past.what(entry, entry.subject)}
        </p>
        {Object.entries(entry.changes).map(([field, [before, after]]) => (
          <p key={field} className="small">
            {changeOf({ entry, field, before, after }, texts, inWords)}
          </p>
        ))}
      </div>
    </li>
  )
}

export function HistoryPage() {
  const texts = useStaffTexts()
  const { data, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(historyQuery)
  if (data === undefined) return isError ? <TryAgain onTry={() => void refetch()} /> : <PageLoading />
  return (
    <div className="staff-page">
      <PageTitle>{texts.past.title}</PageTitle>
      <p className="lead">{texts.past.lead}</p>
      <ol className="entries">
        {data.pages.flatMap((page) => page.entries.map((entry) => <Entry key={entry.id} entry={entry} />))}
      </ol>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.past.more}
        </Button>
      )}
    </div>
  )
}
