/* http.mjs -- an HTTP client that shows answers as they came: no redirects, no decoding, no retries. Each answer is
 * held against the contract. */
import http from 'node:http'
import { check } from './contract.mjs'

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/* `port` may be the path of a unix socket. `json` is sent as JSON, `body` as it is. Rejects when the connection ends before the answer does. */
export function request(port, method, path, options = {}) {
  const { headers = {}, json, timeoutMs = 30_000, contract = true } = options
  const body = json === undefined ? options.body : JSON.stringify(json)
  const sent = { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers }

  if (body !== undefined) sent['content-length'] ??= Buffer.byteLength(body)
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const server = typeof port === 'string' ? { socketPath: port } : { host: '127.0.0.1', port }
    const target = { ...server, method, path, headers: sent, agent: false }
    const outgoing = http.request(target, (incoming) => {
      const chunks = []

      incoming.on('error', reject)
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        const buffer = Buffer.concat(chunks)
        const text = incoming.headers['content-encoding'] ? '' : buffer.toString()
        const response = {
          status: incoming.statusCode,
          headers: incoming.headers,
          buffer,
          text,
          json: parse(text),
          ms: performance.now() - started
        }

        try {
          if (contract && !incoming.headers['content-encoding']) check(method, path, response)
          resolve(response)
        } catch (error) {
          reject(error)
        }
      })
    })

    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
