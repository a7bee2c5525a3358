/* focus.mjs -- walks through the Tab stops of a page and checks each: something has the focus, it is visible, and
 * nothing covers it. */
import assert from 'node:assert/strict'
import { waitFor } from '../../system/lib/wait.mjs'

const STOPS_MAX = 120

/* What is wrong with the focus as it is; runs in the page. */
function focusFault() {
  const element = document.activeElement
  const label = element.getAttribute('aria-label') ?? element.textContent
  const name = `${element.tagName.toLowerCase()} “${label.trim().slice(0, 40)}”`
  const { width, height } = element.getBoundingClientRect()

  if (element === document.body) return 'the focus is on nothing'
  // A native control that is drawn by its label shows its focus there.
  const hidden = width <= 1 || height <= 1
  const shown = hidden ? element.labels?.[0] : element
  if (!shown) return `${name} has the focus and cannot be seen`

  const outlined = (node) =>
    [undefined, '::before', '::after'].some((pseudo) => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node, pseudo)
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(', 0)')
    })
  if (![shown, ...(hidden ? shown.children : [])].some(outlined)) return `${name} does not show that it has the focus`

  const [box] = shown.getClientRects()
  const points = [0.5, 0.1, 0.9].map((part) => [box.left + box.width * part, box.top + box.height * 0.5])
  const seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y)
    return top !== null && (shown.contains(top) || top.contains(shown))
  })
  return seen ? null : `${name} has the focus and is out of sight`
}

export async function checkFocus(page) {
  assert.equal(await page.evaluate(focusFault), null)
}

/* After something was pressed: whatever happens to what had the focus, the page gives it a new place. */
export async function focusIsKept(page) {
  await waitFor('the focus has a place', () => page.evaluate(() => document.activeElement !== document.body), {
    withinMs: 5000
  })
}

const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement)

/* From where the focus is to `locator`: Tab, or Shift+Tab where it stands earlier in the page. */
export async function tabTo(page, locator) {
  await locator.waitFor()
  const isBehind = await locator.evaluate(
    (element) =>
      (document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) > 0 &&
      document.activeElement !== document.body
  )

  for (let stops = 0; stops < STOPS_MAX; stops++) {
    if (await isFocused(locator)) return
    await page.keyboard.press(isBehind ? 'Shift+Tab' : 'Tab')
    await checkFocus(page)
  }
  assert.fail(`no way by Tab to ${locator}`)
}
