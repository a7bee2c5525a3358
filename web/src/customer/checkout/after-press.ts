/* after-press.ts -- waits until no pointer is down. A field is left by pressing on something else: an error that
 * appeared at once would move that away before the press became a click. */
let pressed = false

const on = (type: string, listener: () => void, options: AddEventListenerOptions = {}) => {
  addEventListener(type, listener, { capture: true, ...options })
}

on('pointerdown', () => {
  pressed = true
})
for (const end of ['pointerup', 'pointercancel'])
  on(end, () => {
    pressed = false
  })

export function afterPress(run: () => void): void {
  if (!pressed) {
    run()
    return
  }
  const controller = new AbortController()
  const { signal } = controller
  const released = () => {
    controller.abort()
    setTimeout(run) // after the click, which comes after pointerup
  }
  on('pointerup', released, { signal })
  on('pointercancel', released, { signal })
}
