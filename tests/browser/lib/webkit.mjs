/* webkit.mjs -- WebKitGTK's own small browser (MiniBrowser), without a screen, for engines.mjs.
 *
 * WebKitWebDriver starts the browser on a virtual display (Xvfb) and serves the W3C WebDriver protocol. Both belong to
 * one page. MiniBrowser always has the time zone of its process, and runs in full-screen mode: without a window manager
 * the window still has the size that we ask for, but not the toolbar, which would need a width of 447 pixels. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { waitFor } from '../../system/lib/wait.mjs'
import { reportViolations } from './browser.mjs'
import { freePort, inTemporaryFolder, lastFirst, startProgram } from './processes.mjs'

const LIMIT_MS = 20_000
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf' // the protocol's key of an element's id

async function startDisplay(t, env) {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']
  const xvfb = startProgram(t, 'Xvfb', args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(xvfb.stdio[3], 'data', { signal: AbortSignal.timeout(LIMIT_MS) })

  return `:${number}`.trim()
}

class Session {
  constructor(port) {
    this.base = `http://127.0.0.1:${port}`
  }

  async send(method, path, body) {
    const response = await fetch(this.base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS)
    })
    const { value } = await response.json()

    if (!response.ok) throw new Error(`WebDriver: ${method} ${path}: ${value.error} ${value.message}`)
    return value
  }

  async open() {
    const browser = { 'webkitgtk:browserOptions': { args: ['--automation', '--full-screen'] } }
    const { sessionId } = await this.send('POST', '/session', { capabilities: { alwaysMatch: browser } })

    this.base += `/session/${sessionId}`
  }

  post(path, body = {}) {
    return this.send('POST', path, body)
  }

  close() {
    return this.send('DELETE', '')
  }

  run(source, ...args) {
    return this.post('/execute/sync', { script: source, args })
  }

  call(fn, arg = null) {
    return this.run(`return (${fn})(...arguments)`, arg)
  }
}

async function openSession(t, zone) {
  const home = await inTemporaryFolder(t, 'webkit')
  const { PATH } = process.env
  const env = {
    PATH,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    LANG: 'C.UTF-8',
    TZ: zone,
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1'
  }
  const display = await startDisplay(t, env)
  const port = await freePort()
  const session = new Session(port)

  startProgram(t, 'WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { env: { ...env, DISPLAY: display } })
  await waitFor('WebKitWebDriver listens', () => session.send('GET', '/status'), { withinMs: LIMIT_MS })
  await session.open()
  t.after(() => session.close())
  return session
}

/* The protocol does not report console messages. This runs in the page, as soon as it has loaded. */
function keepComplaints() {
  const complaints = []
  const { error } = console

  console.error = (...words) => {
    complaints.push(`console: ${words.join(' ')}`)
    error.apply(console, words)
  }
  addEventListener('error', ({ message }) => complaints.push(`exception: ${message}`))
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(`exception: ${reason}`))
  globalThis.complaints = complaints
}

function complaintsOfPage() {
  const requests = performance.getEntriesByType('resource').map(({ name }) => name)
  const elsewhere = requests.filter((url) => !url.startsWith(`${location.origin}/`) && !/^(data|blob):/.test(url))

  return [...globalThis.complaints, ...elsewhere.map((url) => `request to another origin: ${url}`)]
}

/* WebKitWebDriver does not scroll to what it clicks. Runs in the page. */
const scrollIntoView = (element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })

export function useWebKit() {
  return async function open(t, { bakery, zone, viewport }) {
    const undo = lastFirst(t)
    const session = await openSession(undo, zone)

    undo.after(async () => assert.deepEqual(await session.call(complaintsOfPage), []))
    await session.post('/window/rect', viewport)
    return {
      async goto(path) {
        await session.post('/url', { url: `http://127.0.0.1:${bakery.port}${path}` })
        await session.call(keepComplaints)
        await session.call(reportViolations)
      },
      run: (source) => session.run(source),
      evaluate: (fn, arg) => session.call(fn, arg),
      element: (fn, arg) => session.call(fn, arg),
      async click(element) {
        await session.call(scrollIntoView, element)
        await session.post(`/element/${element[ELEMENT]}/click`)
      },
      type: (element, text) => session.post(`/element/${element[ELEMENT]}/value`, { text })
    }
  }
}
