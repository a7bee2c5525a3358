/* processes.mjs -- programs and folders that do not outlive a test. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const STOP_LIMIT_MS = 3000

/* Arguments of setpriv(1), before a command: if this process is killed, the kernel kills the command, too. */
export const DIES_WITH_US = ['--pdeathsig', 'KILL']

/* Node runs the hooks that are given to `t.after` in the order in which they were added. Those of the object that this
 * returns run in the opposite order after the test `t`: all of them, also if one fails. */
export function lastFirst(t) {
  const hooks = []

  t.after(async () => {
    const failures = []

    for (const hook of hooks.reverse())
      await Promise.resolve()
        .then(hook)
        .catch((failure) => failures.push(failure))
    if (failures.length > 0) throw failures[0]
  })
  return { after: (hook) => hooks.push(hook) }
}

/* Returns the path of a new folder, which is removed after the test `t`. */
export async function inTemporaryFolder(t, use) {
  const path = await mkdtemp(join(tmpdir(), `bakery-${use}-`))

  // A browser that is ending may still write into it.
  t.after(() => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
  return path
}

/* Starts a program that is stopped after the test `t`. */
export function startProgram(t, program, args, { env, stdio = 'ignore' }) {
  const child = spawn('setpriv', [...DIES_WITH_US, program, ...args], { env, stdio })
  const ended = new Promise((resolve) => child.on('error', resolve).on('exit', resolve))

  t.after(async () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)

    child.kill('SIGTERM')
    await ended
    clearTimeout(timer)
  })
  return child
}

export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()

      server.close(() => resolve(port))
    })
  })
