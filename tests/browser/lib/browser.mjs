/* browser.mjs -- Debian's headless Chromium for a test file, and pages that record errors and policy violations. */
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 800 }
export const WIDTHS = { phone: PHONE, desktop: DESKTOP }

/* Tests run as root in containers. A browser's own background requests are switched off. */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium-headless-shell',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync'
  ]
}

/* One browser for all tests of a file: `held.browser`, started with `settings` of its command line. Each page has a
 * context, and so a storage, of its own. */
export function useBrowser(...settings) {
  const held = {}

  before(async () => {
    held.browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, ...settings] })
  })
  after(() => held.browser?.close())
  return held
}

/* Playwright's pages and Puppeteer's have the same events. */
export function recordComplaints(page, origin, complaints) {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())

    if (protocol !== 'data:' && protocol !== 'blob:' && asked !== origin)
      complaints.push(`request to another origin: ${request.url()}`)
  })
}

/* Runs in the page. */
export function reportViolations() {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
    console.error(`policy: ${violatedDirective} forbids ${blockedURI || 'inline'} in ${sourceFile}`)
  )
}

/* Opens a page of the shop that `bakery` serves. After the test `t` its context is closed. Console errors, exceptions,
 * violations of the Content-Security-Policy and requests to other origins fail the test unless they match one of
 * `expected`. `options` are those of Playwright's browser.newContext(). */
export async function openPage(t, browser, bakery, { expected = [], ...options } = {}) {
  const origin = `http://127.0.0.1:${bakery.port}`
  const context = await browser.newContext({ baseURL: origin, viewport: DESKTOP, locale: 'en-IE', ...options })
  const page = await context.newPage()
  const complaints = []

  context.setDefaultTimeout(10_000)
  t.after(async () => {
    await context.close()
    assert.deepEqual(
      complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))),
      []
    )
  })
  if (options.javaScriptEnabled !== false) await context.addInitScript(reportViolations)
  recordComplaints(page, origin, complaints)
  return page
}
