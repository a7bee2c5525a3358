/* tell-me.tsx -- a message of the browser when the order is ready, for a customer who looks at something else. The
 * browser is asked only when the customer wants it. */
import { useEffect, useRef, useState } from 'react'
import type { Order } from '../../api/client'
import { useOrderTexts } from '../../texts/orders'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import type { OrderState } from './states'

/* Chrome on Android knows messages, but only those of a service worker. */
const supported = () => 'Notification' in globalThis && isSecureContext && !/Android/.test(navigator.userAgent)

/* Once, when the order turns ready while nobody looks at the page. */
export function useReadyMessage(order: Order, { name }: OrderState, told: boolean): void {
  const { order: words } = useOrderTexts()
  const before = useRef(name)
  useEffect(() => {
    const turned = name === 'ready' && before.current !== 'ready'
    before.current = name
    if (!turned || !told || document.visibilityState === 'visible') return
    try {
      const message = new Notification(words.states.ready.title, {
        body: words.notify.body(order.pickup_code),
        tag: `order-${order.order_id}`
      })
      message.onclick = () => {
        focus()
        message.close()
      }
    } catch {
      // The page says it, too.
    }
  }, [name, told, order.order_id, order.pickup_code, words])
}

export function TellMe({ told, onTold }: { told: boolean; onTold: (told: boolean) => void }) {
  const { order } = useOrderTexts()
  const words = order.notify
  const [denied, setDenied] = useState(false)
  if (!supported()) return null
  async function ask() {
    const granted = (await Notification.requestPermission()) === 'granted'
    setDenied(!granted)
    onTold(granted)
    announce(granted ? words.on : words.denied)
  }
  return (
    <div className="tell-me no-print">
      {told ? (
        <p className="small">{words.on}</p>
      ) : (
        <Button look="link" onClick={() => void ask()}>
          {words.ask}
        </Button>
      )}
      {denied && <p className="small">{words.denied}</p>}
    </div>
  )
}
