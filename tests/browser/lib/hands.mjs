/* hands.mjs -- four ways to use a page: each can press what is found and write into it. */
import { focusIsKept, tabTo } from './focus.mjs'

/* With a pointer: what it presses must be in view, still, and on top. */
const mouse = (page) => ({
  press: (locator) => locator.click(),
  async write(locator, text) {
    await locator.click()
    await page.keyboard.type(text)
  }
})

/* With the keys alone, from one Tab stop to the next. Links want Enter; buttons take Space as well. */
const keyboard = (page) => ({
  async press(locator) {
    await tabTo(page, locator)
    const isButton = await locator.evaluate((element) =>
      element.matches('button:not([type="submit"]), [type="checkbox"]')
    )
    await page.keyboard.press(isButton ? 'Space' : 'Enter')
    await focusIsKept(page)
  },
  async write(locator, text) {
    await tabTo(page, locator)
    await page.keyboard.type(text)
  }
})

/* As a screen reader does it: on the element itself, wherever it stands on the screen. */
const reader = (page) => ({
  async press(locator) {
    await locator.focus()
    await locator.dispatchEvent('click')
    await focusIsKept(page)
  },
  write: (locator, text) => locator.fill(text)
})

/* With a finger; what it writes takes the place of what was there. */
const touch = (page) => ({
  press: (locator) => locator.tap(),
  async write(locator, text) {
    await locator.tap()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(text)
  }
})

export const HANDS = { mouse, keyboard, reader, touch }
