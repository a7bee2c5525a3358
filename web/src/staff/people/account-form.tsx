/* account-form.tsx -- name, role and activity of somebody; for a new account also the e-mail. */
import { useState } from 'react'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Field } from '../../ui/field'
import type { Account, AccountInput, Role } from '../api'
import { refusedFields, statusOf } from '../form-problem'
import { useStaffTexts } from '../texts'

const roles: readonly Role[] = ['counter', 'manager', 'owner']

interface AccountFormProps {
  id: string // begins the ids of its fields
  account: Account | null // null: a new one
  busy: boolean
  error: Error | null
  onSave: (account: AccountInput & { active: boolean }) => void
  onCancel: () => void
}

export function AccountForm({ id, account, busy, error, onSave, onCancel }: AccountFormProps) {
  const texts = useStaffTexts()
  const { persons } = texts
  const [name, setName] = useState(account?.name ?? '')
  const [email, setEmail] = useState(account?.email ?? '')
  const [role, setRole] = useState<Role>(account?.role ?? 'counter')
  const [active, setActive] = useState(account?.active ?? true)
  const [missing, setMissing] = useState<string[]>([]) // when the form was sent
  const [round, setRound] = useState(0)

  const refused = refusedFields(error)
  const status = statusOf(error)
  const lines = [
    ...(missing.includes('name') || refused.includes('name')
      ? [{ target: `${id}-name`, text: persons.nameMissing }]
      : []),
    ...(missing.includes('email') || refused.includes('email')
      ? [{ target: `${id}-email`, text: persons.emailMissing }]
      : [])
  ]
  if (lines.length === 0 && error !== null) {
    const exists = account === null ? persons.exists : persons.lastOwner
    lines.push({ target: `${id}-name`, text: status === 409 ? exists : texts.notSaved })
  }
  const errorOf = (field: string) =>
    lines.find(
      ({ target, text }) => target === field && (text === persons.nameMissing || text === persons.emailMissing)
    )?.text

  return (
    <form
      className="account-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (busy) return
        const empty = [...(name.trim() === '' ? ['name'] : []), ...(email.trim() === '' ? ['email'] : [])]
        setMissing(empty)
        setRound(round + 1)
        if (empty.length === 0) onSave({ name, email, role, active })
      }}
    >
      {lines.length > 0 && !busy && <ErrorSummary heading={texts.problem} lines={lines} round={round} />}
      <Field
        id={`${id}-name`}
        label={persons.name}
        value={name}
        error={errorOf(`${id}-name`)}
        autoComplete="off"
        autoFocus
        onChange={(event) => {
          setName(event.target.value)
          setMissing(missing.filter((field) => field !== 'name'))
        }}
      />
      {account === null && (
        <Field
          id={`${id}-email`}
          label={persons.email}
          type="email"
          value={email}
          error={errorOf(`${id}-email`)}
          autoComplete="off"
          onChange={(event) => {
            setEmail(event.target.value)
            setMissing(missing.filter((field) => field !== 'email'))
          }}
        />
      )}
      <fieldset className="roles">
        <legend>{persons.role}</legend>
        {roles.map((one) => (
          <label key={one} className="staff-check">
            <input
              type="radio"
              className="check"
              name={`${id}-role`}
              checked={role === one}
              onChange={() => {
                setRole(one)
              }}
            />
            <span>
              <strong>{texts.roles[one]}</strong> {texts.roleHints[one]}
            </span>
          </label>
        ))}
      </fieldset>
      {account !== null && (
        <label className="staff-check">
          <input
            type="checkbox"
            className="check"
            checked={active}
            onChange={(event) => {
              setActive(event.target.checked)
            }}
          />
          {persons.active}
        </label>
      )}
      <div className="staff-actions">
        <Button type="submit" look="main" busy={busy}>
          {persons.save}
        </Button>
        <Button onClick={onCancel}>{persons.cancel}</Button>
      </div>
    </form>
  )
}
