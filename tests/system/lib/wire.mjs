/* wire.mjs -- a client for bytes that no HTTP library would send. */
import net from 'node:net'
import { resetSocket } from './proxy.mjs'

/* The answers in what came: [{status, headers, body}], and what was left over. HEAD is not asked here. */
export function parseAnswers(bytes) {
  const answers = []
  let rest = bytes

  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return { answers, rest: rest.toString('latin1') }
    const [line, ...fields] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const headers = Object.fromEntries(
      fields.map((field) => [
        field.slice(0, field.indexOf(':')).toLowerCase(),
        field.slice(field.indexOf(':') + 1).trim()
      ])
    )
    const length = Number(headers['content-length'] ?? 0)
    const status = Number(line.split(' ')[1])
    const body = rest.subarray(end + 4, end + 4 + length).toString()

    if (status !== 100) answers.push({ status, headers, body, text: body })
    rest = rest.subarray(end + 4 + length)
  }
}

/* A connection: write(), what has come so far, and whether the other side has closed. */
export function connect(port, { localAddress } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true })
    const chunks = []
    const wire = {
      socket,
      closed: false,
      write: (bytes) => socket.write(bytes),
      get answers() {
        return parseAnswers(Buffer.concat(chunks)).answers
      },
      get text() {
        return Buffer.concat(chunks).toString('latin1')
      },
      destroy: () => socket.destroy(),
      reset: () => resetSocket(socket)
    }

    wire.whenClosed = new Promise((done) => {
      const close = () => {
        wire.closed = true
        socket.end()
        done()
      }
      socket.on('end', close)
      socket.on('close', close)
    })
    socket.on('data', (bytes) => chunks.push(bytes))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => {})
      resolve(wire)
    })
  })
}

/* Sends `bytes` and gathers what comes until the server closes, or for `withinMs`. */
export async function exchange(port, bytes, { withinMs = 5000, answers = Infinity } = {}) {
  const wire = await connect(port)
  let timer

  wire.write(bytes)
  await Promise.race([
    wire.whenClosed,
    new Promise((resolve) => {
      const deadline = performance.now() + withinMs
      timer = setInterval(() => {
        if (wire.answers.length >= answers || performance.now() > deadline) resolve()
      }, 5)
    })
  ])
  clearInterval(timer)
  const result = { answers: wire.answers, closed: wire.closed, text: wire.text }
  wire.destroy()
  return result
}
