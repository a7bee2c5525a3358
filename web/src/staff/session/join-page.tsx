/* join-page.tsx -- where a link leads: it is used up when the password is chosen, not before. */
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { PageTitle } from '../../ui/page-title'
import { join } from '../api'
import { statusOf } from '../form-problem'
import { readSessionAgain, useChange } from '../queries'
import { useStaffTexts } from '../texts'
import { Entrance } from './entrance'
import { newPasswordProblem } from './new-password'
import { PasswordField } from './password-field'

export function JoinPage() {
  const texts = useStaffTexts()
  const [link] = useState(() => location.hash.slice(1))
  const [password, setPassword] = useState('')
  const [found, setFound] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const [, navigate] = useLocation()
  const attempt = useChange(join, () => {
    navigate('/staff/products', { replace: true })
    void readSessionAgain()
  })

  const status = statusOf(attempt.error)
  const fieldProblem = found ?? (status === 422 ? texts.password.common : null)
  const other = status === 404 ? texts.password.badLink : attempt.error !== null ? texts.unreachable : null
  const problem = fieldProblem ?? other

  async function submit() {
    attempt.reset()
    const problem = newPasswordProblem(password, texts)
    setFound(problem)
    if (problem === null) await attempt.mutateAsync({ link, password }).catch(() => undefined)
    setRound((rounds) => rounds + 1)
  }

  return (
    <Entrance>
      <PageTitle windowTitle={problem !== null ? texts.errorTitle(texts.password.join) : texts.password.join}>
        {texts.password.join}
      </PageTitle>
      {problem !== null && (
        <ErrorSummary heading={texts.problem} lines={[{ target: 'password', text: problem }]} round={round} />
      )}
      <p className="lead">{texts.password.joinLead}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isPending) void submit()
        }}
      >
        <PasswordField
          id="password"
          label={texts.password.next}
          hint={texts.password.hint}
          autoComplete="new-password"
          value={password}
          error={fieldProblem}
          onChange={(event) => {
            setPassword(event.target.value)
            setFound(null)
          }}
        />
        <Button type="submit" look="main" big busy={attempt.isPending} className="entrance-submit">
          {attempt.isPending ? texts.password.busy : texts.password.submit}
        </Button>
      </form>
    </Entrance>
  )
}
