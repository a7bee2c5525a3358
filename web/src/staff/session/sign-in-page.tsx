/* sign-in-page.tsx -- e-mail and password. What is wrong is said once, above the form. */
import { useState } from 'react'
import { Problem } from '../../api/problem'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Field } from '../../ui/field'
import { PageTitle } from '../../ui/page-title'
import { signIn } from '../api'
import { refusedFields } from '../form-problem'
import { readSessionAgain, useChange } from '../queries'
import { useStaffTexts, type StaffTexts } from '../texts'
import { Entrance } from './entrance'
import { PasswordField } from './password-field'

function wordsFor(error: Error, texts: StaffTexts): string {
  if (!(error instanceof Problem)) return texts.unreachable
  if (error.status === 401) return texts.signIn.wrong
  if (error.status === 429) return texts.signIn.wait(Math.max(1, Math.ceil((error.retryAfterS ?? 60) / 60)))
  return error.status === 503 ? texts.signIn.notNow : texts.unreachable
}

export function SignInPage() {
  const texts = useStaffTexts()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [keep, setKeep] = useState(false)
  const [round, setRound] = useState(0)
  const [missing, setMissing] = useState<string[]>([])
  const attempt = useChange(signIn, () => void readSessionAgain())

  const wrong = missing.length > 0 ? missing : refusedFields(attempt.error)
  const lines = [
    ...(wrong.includes('email') ? [{ target: 'email', text: texts.signIn.emailMissing }] : []),
    ...(wrong.includes('password') ? [{ target: 'password', text: texts.signIn.passwordMissing }] : [])
  ]
  if (lines.length === 0 && attempt.error !== null)
    lines.push({ target: 'email', text: wordsFor(attempt.error, texts) })

  async function submit() {
    const empty = [...(email.trim() === '' ? ['email'] : []), ...(password === '' ? ['password'] : [])]
    setMissing(empty)
    attempt.reset()
    if (empty.length === 0) await attempt.mutateAsync({ email, password, keep }).catch(() => undefined)
    setRound((rounds) => rounds + 1)
  }

  return (
    <Entrance>
      <PageTitle windowTitle={lines.length > 0 ? texts.errorTitle(texts.signIn.title) : texts.signIn.title}>
        {texts.signIn.title}
      </PageTitle>
      {lines.length > 0 && <ErrorSummary heading={texts.problem} lines={lines} round={round} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isPending) void submit()
        }}
      >
        <Field
          id="email"
          label={texts.signIn.email}
          type="email"
          autoComplete="username"
          value={email}
          error={lines.find(({ target, text }) => target === 'email' && text === texts.signIn.emailMissing)?.text}
          onChange={(event) => {
            setEmail(event.target.value)
          }}
        />
        <PasswordField
          id="password"
          label={texts.signIn.password}
          autoComplete="current-password"
          value={password}
          error={lines.find(({ target }) => target === 'password')?.text}
          onChange={(event) => {
            setPassword(event.target.value)
          }}
        />
        <label className="staff-check">
          <input
            type="checkbox"
            className="check"
            checked={keep}
            onChange={(event) => {
              setKeep(event.target.checked)
            }}
          />
          {texts.signIn.keep}
        </label>
        <Button type="submit" look="main" big busy={attempt.isPending} className="entrance-submit">
          {attempt.isPending ? texts.signIn.busy : texts.signIn.submit}
        </Button>
        <p className="small">{texts.signIn.hint}</p>
      </form>
    </Entrance>
  )
}
