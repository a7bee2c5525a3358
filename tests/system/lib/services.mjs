/* services.mjs -- the private servers that `./dev test` started, and what can be done to them.
 *
 * BAKERY_TEST_DRIVERS says what the shops of a run stand on: these servers, or nothing but the binary (embedded).
 * Their URLs come from the environment. Faults are done by tests/services/services, which knows the processes. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../services/services', import.meta.url))

function setting(name) {
  const value = process.env[name]

  if (!value) throw new Error(`${name} is not set: run these tests with ./dev test system`)
  return value
}

export const embedded = process.env.BAKERY_TEST_DRIVERS === 'embedded'

const ofServer = (name) => (embedded ? undefined : setting(name))

export const binary = setting('BAKERY_BIN')
export const databaseUrl = ofServer('BAKERY_TEST_DATABASE_URL')
export const redisUrl = ofServer('BAKERY_TEST_REDIS_URL')
export const amqpUrl = ofServer('BAKERY_TEST_AMQP_URL')
export const runDir = ofServer('BAKERY_RUN_DIR')

const undo = new Map()

/* Remembers how to end a fault, for restore(); a second fault of the same thing replaces the first. */
export function willUndo(what, action) {
  undo.set(what, action)
}

/* service('kill', 'postgres'): start, stop, kill, pause or resume one of postgres, redis, rabbitmq. */
export async function service(action, name) {
  if (action === 'start' || action === 'resume') undo.delete(name)
  else willUndo(name, () => service(action === 'pause' ? 'resume' : 'start', name))
  await run(program, [action, name], { env: process.env })
}

/* Ends every fault that a test has left behind: a failed test must not fail the next one. */
export async function restore() {
  for (const [what, action] of undo) {
    undo.delete(what)
    await action()
  }
}

/* The same URL with another address: how a proxy is put in between. */
export function withAddress(url, port) {
  const changed = new URL(url)

  changed.hostname = '127.0.0.1'
  changed.port = String(port)
  return changed.href
}

export function addressOf(url) {
  const { hostname, port } = new URL(url)

  return { host: hostname, port: Number(port) }
}
