/* history-page.tsx -- who changed what, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Allergen, Allergens, OpeningHours } from '../../api/client'
import { useLanguage, useTexts } from '../../texts'
import type { Texts } from '../../texts/en'
import { Button } from '../../ui/button'
import { PageLoading } from '../../ui/page-loading'
import { weekInWords } from '../../ui/hours'
import { toCents } from '../../ui/money'
import { PageTitle } from '../../ui/page-title'
import { useMoney } from '../../ui/use-money'
import type { HistoryEntry, Role } from '../api'
import { historyQuery } from '../queries'
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

/* "wheat, milk (hazelnuts)": what it contains, and what it may contain. */
function allergensIn({ contains, may_contain: may }: NonNullable<Allergens>, { allergens: { names } }: Texts): string {
  const list = (some: readonly Allergen[]) => some.map((name) => names[name]).join(', ')
  return may.length > 0 ? `${list(contains)} (${list(may)})` : list(contains)
}

interface Words {
  staff: StaffTexts
  shop: Texts
  money: (cents: number) => string
}

function wordOf(field: string, value: unknown, { staff: { conflict, editor, roles }, shop, money }: Words): string {
  if (field === 'photo') return value === '' ? conflict.empty : editor.photo.some
  if (field === 'role') return roles[value as Role] ?? String(value)
  if (field === 'opening_hours') return weekInWords(value as OpeningHours, shop.days) || conflict.empty
  if (value === null || value === '') return conflict.empty
  if (field === 'price') return money(toCents(Number(value)))
  if (field.endsWith('vat_permille')) return `${Number(value) / 10} %`
  if (typeof value === 'object') return allergensIn(value as NonNullable<Allergens>, shop)
  if (typeof value === 'boolean') return value ? conflict.yes : conflict.no
  return String(value)
}

function namesOf({ what }: HistoryEntry, { editor, persons, shopPage }: StaffTexts): Record<string, string> {
  if (what.startsWith('product')) return editor.fields
  if (what.startsWith('settings')) return { ...shopPage.fields, opening_hours: shopPage.hours }
  return { name: persons.name, role: persons.role, active: persons.active }
}

interface Change {
  entry: HistoryEntry
  field: string
  before: unknown
  after: unknown
}

function changeOf({ entry, field, before, after }: Change, words: Words): string {
  const { past } = words.staff
  const name = namesOf(entry, words.staff)[field] ?? field
  const now = wordOf(field, after, words)
  return before === null && field === 'role'
    ? past.first(name, now)
    : past.change(name, wordOf(field, before, words), now)
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const texts = useStaffTexts()
  const { language } = useLanguage()
  const words = { staff: texts, shop: useTexts(), money: useMoney() }
  const at = new Date(entry.at)
  return (
    <li className="entry">
      <time dateTime={entry.at}>
        {at.toLocaleString(language === 'en' ? 'en-GB' : language, {
          dateStyle: 'medium',
          timeStyle: 'short',
          hour12: false
        })}
      </time>
      <div>
        <p>
          <strong>{whoOf(entry.who, texts)}</strong> {texts.past.what(entry, entry.subject)}
        </p>
        {Object.entries(entry.changes).map(([field, [before, after]]) => (
          <p key={field} className="small">
            {changeOf({ entry, field, before, after }, words)}
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
