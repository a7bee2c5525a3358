/* forget.tsx -- erases what is known of a customer who asks for it. */
import { useState } from 'react'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { forgetCustomer } from '../api'
import { reasonOf, statusOf } from '../form-problem'
import { useChange } from '../queries'
import { useStaffTexts } from '../texts'

export function Forget() {
  const texts = useStaffTexts()
  const { forget } = texts
  const [email, setEmail] = useState('')
  const erase = useChange(forgetCustomer, (answer) => {
    announce(forget.done(answer))
    setEmail('')
  })
  const refused = erase.isError && statusOf(erase.error) === 422
  const error = refused ? texts.persons.emailMissing : erase.isError ? reasonOf(erase.error, texts.notSaved) : undefined
  return (
    <section className="editor-part" aria-labelledby="forget-part">
      <h2 id="forget-part">{forget.title}</h2>
      <form
        className="forget-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!erase.isPending) erase.mutate(email.trim())
        }}
      >
        <Field
          id="forget-email"
          label={texts.persons.email}
          hint={forget.hint}
          type="email"
          autoComplete="off"
          value={email}
          error={error}
          onChange={(event) => {
            setEmail(event.target.value)
            erase.reset()
          }}
        />
        <Button type="submit" busy={erase.isPending}>
          {forget.submit}
        </Button>
        {erase.data !== undefined && <p className="small">{forget.done(erase.data)}</p>}
      </form>
    </section>
  )
}
