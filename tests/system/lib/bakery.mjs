/* bakery.mjs -- runs the binary: starts it, waits for its port, signals it, and reads its log.
 *
 * Whatever a test does, the end is checked here: a report of a sanitizer in the log fails the test, and so does an exit
 * that is neither asked for nor clean. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { binary } from './services.mjs'
import { request } from './http.mjs'
import { waitFor } from './wait.mjs'

export const adminToken = 'a-token-for-the-system-tests'

/* "By itself within 5 s" of a dependency's return; the rest is for a machine with other work. */
export const BACK_WITHIN_MS = 10_000

const REPORT = /ERROR: (Address|Leak|Memory)Sanitizer|runtime error:|assert(ion)? .*failed/i

/* Nothing of the caller's environment reaches the binary but what running needs. */
function environment(settings) {
  const kept = ['PATH', 'HOME', 'TZ', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH']
  const base = Object.fromEntries(kept.filter((name) => process.env[name]).map((name) => [name, process.env[name]]))
  const all = {
    UBSAN_OPTIONS: 'print_stacktrace=1',
    ...base,
    BAKERY_LISTEN: '127.0.0.1:0',
    BAKERY_ADMIN_TOKEN: adminToken,
    BAKERY_PAYMENT_DELAY_MS: '20',
    BAKERY_RATE_LIMIT: 'off',
    ...settings
  }

  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/* The binary as a command, with `input` on standard input: its exit code and what it printed. */
export function command(args, settings = {}, { withinMs = 20_000, input = '' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { env: environment(settings), stdio: 'pipe' })
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs)
    let stdout = ''
    let stderr = ''

    child.stdout.on('data', (bytes) => (stdout += bytes))
    child.stderr.on('data', (bytes) => (stderr += bytes))
    child.on('error', reject)
    child.stdin.on('error', () => {}) // it may end without reading
    child.stdin.end(input)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      assert.doesNotMatch(stderr, REPORT)
      resolve({ code, signal, stdout, stderr })
    })
  })
}

export class Bakery {
  constructor(settings, wrapper = []) {
    const [program, ...args] = [...wrapper, binary, 'serve']

    this.log = ''
    this.child = spawn(program, args, { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stderr.on('data', (bytes) => (this.log += bytes))
    this.child.stdout.on('data', (bytes) => (this.log += bytes))
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => resolve({ code, signal })))
    this.ended.then((end) => (this.end = end))
  }

  get pid() {
    return this.child.pid
  }

  async listening() {
    const line = () => {
      if (this.end) throw new Error(`bakery ended before it listened: ${JSON.stringify(this.end)}\n${this.log}`)
      return this.log.match(/listening on (?:127\.0\.0\.1:(\d+)|unix:([^\s"]+))/)
    }

    await waitFor('bakery listens', () => this.end || line(), { withinMs: 20_000 })
    const [, port, socketPath] = line()
    this.port = socketPath ?? Number(port)
    return this
  }

  request(method, path, options) {
    return request(this.port, method, path, options)
  }

  get(path, options) {
    return this.request('GET', path, options)
  }

  admin(method, path, options = {}) {
    return this.request(method, path, {
      ...options,
      headers: { authorization: `Bearer ${adminToken}`, ...options.headers }
    })
  }

  async readiness() {
    return (await this.get('/readyz')).json
  }

  async ready(options) {
    await waitFor('bakery is ready', async () => (await this.readiness()).status === 'ready', {
      withinMs: 20_000,
      ...options
    })
    return this
  }

  async metric(name) {
    const { text } = await this.get('/metrics')
    const found = text.match(new RegExp(`^${name} (\\S+)$`, 'm'))

    assert.ok(found, `no metric ${name}`)
    return Number(found[1])
  }

  signal(name) {
    this.stopping = true
    this.child.kill(name)
  }

  noReport() {
    assert.doesNotMatch(this.log, REPORT, this.log)
  }

  /* As the operator stops it (if that is not done yet): it must end by itself, cleanly, without a leak. */
  async stop({ withinMs = 20_000 } = {}) {
    if (!this.stopping) this.signal('SIGTERM')
    const timer = setTimeout(() => this.signal('SIGKILL'), withinMs)
    const end = await this.ended

    clearTimeout(timer)
    this.noReport()
    assert.deepEqual(end, { code: 0, signal: null }, `bakery did not stop cleanly:\n${this.log.slice(-4000)}`)
  }

  async kill() {
    this.signal('SIGKILL')
    await this.ended
    this.noReport()
  }

  /* For a crash that the test has arranged. */
  async crashed({ withinMs = 20_000 } = {}) {
    await waitFor('bakery crashes', () => this.end, { withinMs })
    assert.equal(this.end.signal, 'SIGKILL', this.log.slice(-4000))
  }
}
