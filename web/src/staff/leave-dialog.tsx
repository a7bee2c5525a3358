/* leave-dialog.tsx -- asks whether to leave a form with changes. */
import { useEffect, useRef } from 'react'
import { Button } from '../ui/button'
import { answerGuard, useGuard } from './leave-guard'
import { useStaffTexts } from './texts'

export function LeaveDialog() {
  const { leave } = useStaffTexts()
  const { changes, pending } = useGuard()
  const dialog = useRef<HTMLDialogElement>(null)
  const asks = pending !== null

  useEffect(() => {
    if (asks) dialog.current?.showModal()
    else dialog.current?.close()
  }, [asks])

  return (
    <dialog
      ref={dialog}
      className="staff-dialog"
      aria-labelledby="leave-title"
      onCancel={() => {
        answerGuard(false)
      }}
    >
      <h2 id="leave-title">{leave.title}</h2>
      <p>{leave.lead(changes)}</p>
      <div className="staff-actions">
        <Button
          look="main"
          onClick={() => {
            answerGuard(false)
          }}
        >
          {leave.stay}
        </Button>
        <Button
          onClick={() => {
            answerGuard(true)
          }}
        >
          {leave.leave}
        </Button>
      </div>
    </dialog>
  )
}
