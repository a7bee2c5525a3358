/* engines.mjs -- a page in Chromium or Firefox, behind one small interface, which webkit.mjs has, too.
 *
 * open(t, { bakery, zone, viewport }) opens a page of the shop that `bakery` serves, in a browser whose time zone is
 * `zone`. After the test `t`, everything that it started is stopped. Console errors, exceptions, violations of the
 * Content-Security-Policy and requests to other origins fail the test. The page has these methods:
 *
 *   goto(path)            loads a page of the shop
 *   run(source)           runs a script
 *   evaluate(fn, arg)     calls a function in the page; arguments and results are JSON
 *   element(fn, arg)      the same for an element, or null; it is valid only for click() and type()
 *   click(element)        with the engine's mouse
 *   type(element, text)   with the engine's keyboard */
import assert from 'node:assert/strict'
import puppeteer from 'puppeteer-core'
import { openPage, recordComplaints, reportViolations, useBrowser } from './browser.mjs'
import { DIES_WITH_US, inTemporaryFolder, lastFirst } from './processes.mjs'

const LIMIT_MS = 10_000
const LAUNCH_LIMIT_MS = 40_000 // the first launch reads 250 MB

/* Playwright and Puppeteer have these in common. */
const actionsOf = (page) => ({
  run: (source) => page.evaluate(source),
  evaluate: (fn, arg) => page.evaluate(fn, arg),
  element: async (fn, arg) => (await page.evaluateHandle(fn, arg)).asElement(),
  type: (element, text) => element.type(text)
})

/* By Playwright. */
export function useChromium() {
  const held = useBrowser()

  return async function open(t, { bakery, zone, viewport }) {
    const page = await openPage(t, held.browser, bakery, { viewport, timezoneId: zone })

    return {
      ...actionsOf(page),
      goto: (path) => page.goto(path),
      click: (element) => element.click({ timeout: LIMIT_MS })
    }
  }
}

async function launchFirefox(t, zone) {
  const home = await inTemporaryFolder(t, 'firefox')
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/setpriv',
    args: [...DIES_WITH_US, 'firefox-esr', '--headless'],
    ignoreDefaultArgs: true, // Puppeteer still adds those of its profile and port
    timeout: LAUNCH_LIMIT_MS,
    protocolTimeout: 2 * LIMIT_MS,
    env: { ...process.env, HOME: home, TZ: zone }
  })

  t.after(() => browser.close())
  return browser
}

/* By Puppeteer over WebDriver BiDi. The time zone is that of the process, so each page has a process of its own. */
export function useFirefox() {
  return async function open(t, { bakery, zone, viewport }) {
    const origin = `http://127.0.0.1:${bakery.port}`
    const complaints = []
    const undo = lastFirst(t)
    const browser = await launchFirefox(undo, zone)
    const page = await browser.newPage()

    undo.after(() => assert.deepEqual(complaints, []))
    page.setDefaultTimeout(LIMIT_MS)
    await page.setViewport(viewport)
    await page.evaluateOnNewDocument(reportViolations)
    recordComplaints(page, origin, complaints)
    return {
      ...actionsOf(page),
      goto: (path) => page.goto(origin + path),
      click: (element) => element.click()
    }
  }
}
