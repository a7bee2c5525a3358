/* password-page.tsx -- changing one's own password. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { changePassword } from '../api'
import { statusOf } from '../form-problem'
import { checkSession } from '../queries'
import { useStaffTexts } from '../texts'
import { newPasswordProblem } from './new-password'
import { PasswordField } from './password-field'

/* What was wrong when the form was sent. */
interface Found {
  current: string | null
  next: string | null
}

export function PasswordPage() {
  const texts = useStaffTexts()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [found, setFound] = useState<Found>({ current: null, next: null })
  const [round, setRound] = useState(0)
  // A wrong current password is 401, as an ended session is; only the session's query can tell.
  const attempt = useMutation({
    mutationFn: changePassword,
    retry: false,
    onSuccess: () => {
      setCurrent('')
      setPassword('')
    },
    onError: () => void checkSession()
  })

  const status = statusOf(attempt.error)
  const nextProblem = found.next ?? (status === 422 ? texts.password.common : null)
  const currentProblem = found.current ?? (status === 401 ? texts.password.wrong : null)
  const other = attempt.error !== null && status !== 401 && status !== 422 ? texts.notSaved : null
  const lines = [
    ...(currentProblem !== null ? [{ target: 'current', text: currentProblem }] : []),
    ...(nextProblem !== null ? [{ target: 'password', text: nextProblem }] : []),
    ...(other !== null ? [{ target: 'current', text: other }] : [])
  ]

  async function submit() {
    attempt.reset()
    setRound((rounds) => rounds + 1)
    const problems = {
      current: current === '' ? texts.signIn.passwordMissing : null,
      next: newPasswordProblem(password, texts)
    }
    setFound(problems)
    if (problems.current === null && problems.next === null)
      await attempt.mutateAsync({ current, password }).catch(() => undefined)
  }

  return (
    <div className="staff-page staff-narrow">
      <PageTitle>{texts.password.title}</PageTitle>
      {attempt.isSuccess && (
        <Note live>
          <p>{texts.password.changed}</p>
        </Note>
      )}
      {lines.length > 0 && !attempt.isPending && <ErrorSummary heading={texts.problem} lines={lines} round={round} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isPending) void submit()
        }}
      >
        <PasswordField
          id="current"
          label={texts.password.current}
          autoComplete="current-password"
          value={current}
          error={currentProblem}
          onChange={(event) => {
            setCurrent(event.target.value)
            setFound({ ...found, current: null })
          }}
        />
        <PasswordField
          id="password"
          label={texts.password.next}
          hint={texts.password.hint}
          autoComplete="new-password"
          value={password}
          error={nextProblem}
          onChange={(event) => {
            setPassword(event.target.value)
            setFound({ ...found, next: null })
          }}
        />
        <Button type="submit" look="main" busy={attempt.isPending} className="entrance-submit">
          {attempt.isPending ? texts.password.busy : texts.password.submit}
        </Button>
      </form>
    </div>
  )
}
