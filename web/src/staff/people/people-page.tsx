/* people-page.tsx -- who can sign in: added by a link, changed in place. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLanguage } from '../../texts'
import { Button } from '../../ui/button'
import { PageLoading } from '../../ui/page-loading'
import { PageTitle } from '../../ui/page-title'
import { addAccount, changeAccount, makeLink, type Account, type AccountInput } from '../api'
import { accountsQuery, useChange } from '../queries'
import { useStaffTexts } from '../texts'
import { TryAgain } from '../try-again'
import { formatAgo } from '../when'
import { AccountForm } from './account-form'
import { LinkNote } from './link-note'
import './people.css'

interface Given {
  name: string
  link: string
}

function About({ account }: { account: Account }) {
  const { persons, roles } = useStaffTexts()
  const { language } = useLanguage()
  const seen = account.last_seen_at === null ? persons.never : persons.seen(formatAgo(account.last_seen_at, language))
  const state = !account.active ? persons.inactive : account.joined ? seen : persons.invited
  return (
    <p className="small">
      {roles[account.role]}, {account.email}, {state}
    </p>
  )
}

interface PersonProps {
  account: Account
  onGiven: (given: Given) => void
}

function Person({ account, onGiven }: PersonProps) {
  const { persons } = useStaffTexts()
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const change = useChange(
    (input: AccountInput & { active: boolean }) =>
      changeAccount(account.id, { name: input.name, role: input.role, active: input.active }),
    () => {
      setEditing(false)
      void client.invalidateQueries({ queryKey: accountsQuery.queryKey })
    }
  )
  const link = useChange(makeLink, (answer) => {
    onGiven({ name: account.name, link: answer.link })
  })

  if (editing)
    return (
      <li>
        <AccountForm
          id={`account-${account.id}`}
          account={account}
          busy={change.isPending}
          error={change.error}
          onSave={change.mutate}
          onCancel={() => {
            change.reset()
            setEditing(false)
          }}
        />
      </li>
    )
  return (
    <li className="person">
      <div>
        <h2>{account.name}</h2>
        <About account={account} />
      </div>
      <div className="staff-actions">
        {account.active && (
          <Button
            aria-label={persons.linkNamed(account.name)}
            busy={link.isPending}
            onClick={() => {
              link.mutate(account.id)
            }}
          >
            {persons.link}
          </Button>
        )}
        <Button
          aria-label={persons.editNamed(account.name)}
          onClick={() => {
            setEditing(true)
          }}
        >
          {persons.edit}
        </Button>
      </div>
    </li>
  )
}

export function PeoplePage() {
  const texts = useStaffTexts()
  const { persons } = texts
  const client = useQueryClient()
  const { data, isError, refetch } = useQuery(accountsQuery)
  const [adding, setAdding] = useState(false)
  const [given, setGiven] = useState<Given | null>(null)
  const add = useChange(
    ({ email, name, role }: AccountInput) => addAccount({ email, name, role }),
    (account) => {
      setAdding(false)
      setGiven({ name: account.name, link: account.link })
      void client.invalidateQueries({ queryKey: accountsQuery.queryKey })
    }
  )

  if (data === undefined) return isError ? <TryAgain onTry={() => void refetch()} /> : <PageLoading />
  return (
    <div className="staff-page">
      <PageTitle>{persons.title}</PageTitle>
      <p className="lead">{persons.lead}</p>
      {given !== null && <LinkNote key={given.link} name={given.name} link={given.link} />}
      {adding ? (
        <AccountForm
          id="account-new"
          account={null}
          busy={add.isPending}
          error={add.error}
          onSave={add.mutate}
          onCancel={() => {
            add.reset()
            setAdding(false)
          }}
        />
      ) : (
        <Button
          look="main"
          className="people-add"
          onClick={() => {
            setAdding(true)
          }}
        >
          {persons.add}
        </Button>
      )}
      <ul className="people">
        {data.accounts.map((account) => (
          <Person key={account.id} account={account} onGiven={setGiven} />
        ))}
      </ul>
    </div>
  )
}
