/* password-field.tsx -- a password that can be shown. */
import { useState, type ComponentProps } from 'react'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { useStaffTexts } from '../texts'
import './session.css'

export function PasswordField(props: ComponentProps<typeof Field>) {
  const { signIn } = useStaffTexts()
  const [shown, setShown] = useState(false)
  return (
    <div className="password-field">
      <Field {...props} type={shown ? 'text' : 'password'} spellCheck={false} autoCapitalize="off" />
      <Button
        aria-label={signIn.showPassword}
        aria-pressed={shown}
        onClick={() => {
          setShown(!shown)
        }}
      >
        {shown ? signIn.hide : signIn.show}
      </Button>
    </div>
  )
}
