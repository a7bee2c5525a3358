/* proxy.mjs -- a TCP proxy that stands between the bakery and one of its servers and does what networks do.
 *
 * "up" is what the bakery sends, "down" what the server answers. A behaviour set on the proxy holds for the
 * connections that are open and for those to come, until pass() is called. */
import net from 'node:net'

/* Ends a connection with a reset. One that is already shutting down is only closed: Node 20 loses the handle when both
 * are asked for, and then spins at its exit. */
export function resetSocket(socket) {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

class Link {
  constructor(client, server, proxy) {
    this.client = client
    this.server = server
    this.proxy = proxy
    for (const socket of [client, server]) socket.setNoDelay(true)
    client.on('data', (bytes) => this.carry('up', server, bytes))
    server.on('data', (bytes) => this.carry('down', client, bytes))
    for (const [one, other] of [
      [client, server],
      [server, client]
    ]) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }

  carry(direction, to, bytes) {
    const { proxy } = this

    if (proxy.rubbish) {
      if (direction === 'up') this.client.write(proxy.rubbish)
      return
    }
    proxy.carried[direction] += bytes.length
    proxy.onBytes?.(direction, bytes)
    const limit = proxy.cuts[direction]
    if (limit !== null && proxy.carried[direction] >= limit) {
      to.write(bytes.subarray(0, bytes.length - (proxy.carried[direction] - limit)), () => proxy.wasCut())
      return
    }
    if (!proxy.sliceBytes) {
      if (!to.write(bytes)) this.holdBack(direction, to)
      return
    }
    for (let at = 0; at < bytes.length; at += proxy.sliceBytes) to.write(bytes.subarray(at, at + proxy.sliceBytes))
  }

  holdBack(direction, to) {
    const from = direction === 'up' ? this.client : this.server

    from.pause()
    to.once('drain', () => this.proxy.stalled || from.resume())
  }

  pause() {
    this.client.pause()
    this.server.pause()
  }

  resume() {
    this.client.resume()
    this.server.resume()
  }

  reset() {
    for (const socket of [this.client, this.server]) {
      socket.resume()
      resetSocket(socket)
    }
  }
}

class Proxy {
  constructor(target) {
    this.target = target
    this.links = new Set()
    this.clear()
    this.listener = net.createServer({ pauseOnConnect: true }, (client) => this.accept(client))
  }

  clear() {
    this.stalled = false
    this.refusing = false
    this.rubbish = null
    this.sliceBytes = 0
    this.onBytes = null
    this.cuts = { up: null, down: null }
    this.carried = { up: 0, down: 0 }
    this.hasBeenCut = false
  }

  accept(client) {
    client.on('error', () => {})
    if (this.refusing) {
      resetSocket(client)
      return
    }
    const server = net.connect(this.target.port, this.target.host)
    const link = new Link(client, server, this)

    this.links.add(link)
    client.on('close', () => this.links.delete(link))
    server.on('connect', () => this.stalled || client.resume())
  }

  wasCut() {
    if (this.hasBeenCut) return
    this.hasBeenCut = true
    this.cuts = { up: null, down: null }
    this.reset()
  }

  /* Ends every connection with a reset; new ones are accepted. */
  reset() {
    for (const link of this.links) link.reset()
  }

  /* As if nobody listened: resets what is open, and what comes. */
  refuse() {
    this.refusing = true
    this.reset()
  }

  /* Connections stay open and new ones are accepted, but no byte passes. */
  stall() {
    this.stalled = true
    for (const link of this.links) link.pause()
  }

  /* Every write passes in pieces of `bytes`. */
  slice(bytes) {
    this.sliceBytes = bytes
  }

  /* Lets `bytes` more pass in one direction (0: none), then resets every connection, once. */
  cutAfter(direction, bytes) {
    this.carried = { up: 0, down: 0 }
    this.hasBeenCut = false
    this.cuts[direction] = bytes
  }

  /* Whatever is asked, this is answered. */
  answer(rubbish) {
    this.rubbish = rubbish
  }

  /* Back to carrying everything; what was stalled goes on. */
  pass() {
    this.clear()
    for (const link of this.links) link.resume()
  }

  async close() {
    this.refusing = true
    this.reset()
    await new Promise((resolve) => this.listener.close(resolve))
  }
}

export async function startProxy({ host, port }) {
  const proxy = new Proxy({ host, port })

  await new Promise((resolve, reject) => {
    proxy.listener.on('error', reject)
    proxy.listener.listen(0, '127.0.0.1', resolve)
  })
  proxy.port = proxy.listener.address().port
  return proxy
}
