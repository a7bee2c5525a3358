/* link-note.tsx -- a link to send to somebody. It is shown once: the server keeps only its hash. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import { useStaffTexts } from '../texts'

export function LinkNote({ name, link }: { name: string; link: string }) {
  const { persons } = useStaffTexts()
  const [copied, setCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const address = location.origin + link

  useEffect(() => {
    input.current?.focus()
    input.current?.select()
  }, [])

  return (
    <Note className="link-note">
      <p>{persons.linkLead(name)}</p>
      <div className="password-field">
        <input ref={input} className="input" aria-label={persons.linkLead(name)} readOnly value={address} />
        <Button
          look="main"
          onClick={() => {
            void navigator.clipboard.writeText(address).then(
              () => {
                setCopied(true)
              },
              () => input.current?.select()
            )
          }}
        >
          {persons.copy}
        </Button>
      </div>
      <p role="status" className="small">
        {copied ? persons.copied : ''}
      </p>
    </Note>
  )
}
