/* events.mjs -- a client of the live status, which shows the stream as it came: no reconnect but the test's own. */
import http from 'node:http'
import { check } from './contract.mjs'
import { waitFor } from './wait.mjs'

/* Every change is to be seen within this time of its commit. */
export const SEEN_WITHIN_MS = 1000

class Stream {
  constructor(incoming) {
    this.incoming = incoming
    this.status = incoming.statusCode
    this.headers = incoming.headers
    this.text = ''
    this.events = []
    this.comments = 0
    this.closed = false
    this.rest = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text) => this.take(text))
    incoming.on('error', () => {})
    incoming.on('close', () => (this.closed = true))
  }

  take(text) {
    const blocks = (this.rest + text).split('\n\n')

    this.text += text
    this.rest = blocks.pop()
    for (const block of blocks) this.takeBlock(block)
  }

  takeBlock(block) {
    const fields = {}

    for (const line of block.split('\n')) {
      const at = line.indexOf(':')
      if (at === 0) this.comments++
      else fields[line.slice(0, at)] = line.slice(at + 1).replace(/^ /, '')
    }
    if (fields.retry) this.retry = Number(fields.retry)
    if (fields.data) this.events.push({ ...fields, order: JSON.parse(fields.data), at: Date.now() })
  }

  get last() {
    return this.events.at(-1)
  }

  get statuses() {
    return this.events.map(({ order }) => order.status)
  }

  /* Waits for an order of this status; gives its event. */
  sees(status, options) {
    return waitFor(
      `the stream shows ${status}`,
      () => {
        const found = this.events.find(({ order }) => order.status === status)
        if (!found && this.closed) throw new Error('the stream has ended')
        return found
      },
      { everyMs: 5, ...options }
    )
  }

  close() {
    this.incoming.destroy()
  }
}

/* Opens the stream of an order; resolves when its head has come, which must be a documented one. */
export function openEvents(bakery, orderId, { lastEventId, method = 'GET' } = {}) {
  const path = `/api/orders/${orderId}/events`
  const headers = { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) }

  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port: bakery.port, method, path, headers, agent: false })

    outgoing.on('error', reject)
    outgoing.on('response', (incoming) => {
      outgoing.on('error', () => {})
      try {
        check(method, path, { status: incoming.statusCode, headers: incoming.headers, text: '' })
        resolve(new Stream(incoming))
      } catch (error) {
        incoming.destroy()
        reject(error)
      }
    })
    outgoing.end()
  })
}
