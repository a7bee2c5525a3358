/* order-cancel.tsx -- cancels an order while its customer may, after a confirmation. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { cancelOrder, type Order } from '../../api/client'
import { Problem } from '../../api/problem'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { useOrderTexts } from '../../texts/orders'
import { Button } from '../../ui/button'
import { orderQuery } from './order-query'
import { stateOf } from './states'
import { formatDayAndClock } from './when'

/* The server's reason, as a sentence. */
const sentence = (detail: string) => detail.charAt(0).toUpperCase() + detail.slice(1).replace(/[^.]$/, '$&.')

interface CancelDialogProps {
  id: string
  onClose: () => void
}

function CancelDialog({ id, onClose }: CancelDialogProps) {
  const { order } = useOrderTexts()
  const words = order.cancel
  const queryClient = useQueryClient()
  const title = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const underWay = useRef(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null) // for good
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    dialog.current?.showModal()
  }, [])

  async function cancel() {
    if (underWay.current) return
    underWay.current = true
    setBusy(true)
    setFailed(false)
    try {
      queryClient.setQueryData(orderQuery(id).queryKey, await cancelOrder(id))
      dialog.current?.close()
      document.querySelector('h1')?.focus()
    } catch (error) {
      if (error instanceof Problem && !error.passes) {
        setRefused(sentence(error.message))
        void queryClient.invalidateQueries(orderQuery(id))
      } else setFailed(true)
    } finally {
      underWay.current = false
      setBusy(false)
    }
  }

  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      className="order-dialog"
      aria-labelledby={title}
      onCancel={(event) => {
        if (busy) event.preventDefault()
      }}
      onClose={onClose}
    >
      <h2 id={title}>{words.title}</h2>
      <p>{refused ?? words.more}</p>
      {failed && (
        <p className="field-error" role="alert">
          {words.failed}
        </p>
      )}
      <div className="order-dialog-ways">
        <Button look="main" onClick={close} busy={busy}>
          {refused === null ? words.keep : words.close}
        </Button>
        {refused === null && (
          <Button onClick={() => void cancel()} busy={busy}>
            {busy ? words.busy : words.yes}
          </Button>
        )}
      </div>
    </dialog>
  )
}

export function OrderCancel({ order, id }: { order: Order; id: string }) {
  const { order: words } = useOrderTexts()
  const { language } = useLanguage()
  const { time_zone: zone } = useShop()
  const [asked, setAsked] = useState(false)
  const until = stateOf(order).ended ? null : order.cancel_until
  if (until === null && !asked) return null
  return (
    <div className="order-cancel no-print">
      {until !== null && (
        <>
          <Button
            onClick={() => {
              setAsked(true)
            }}
          >
            {words.cancel.open}
          </Button>
          <p className="small">{words.cancel.until(formatDayAndClock(Date.parse(until), language, zone))}</p>
        </>
      )}
      {asked && (
        <CancelDialog
          id={id}
          onClose={() => {
            setAsked(false)
          }}
        />
      )}
    </div>
  )
}
