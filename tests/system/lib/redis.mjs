/* redis.mjs -- sends one command to the private Redis, in the protocol's own words. */
import net from 'node:net'
import { redisUrl } from './services.mjs'

function encode(words) {
  return `*${words.length}\r\n` + words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')
}

/* Gives the raw reply: the tests look into it, or only want it done. */
export function redis(...words) {
  const url = new URL(redisUrl)

  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(url.port), url.hostname)
    let reply = ''

    socket.setTimeout(5000, () => socket.destroy(new Error('redis: no answer')))
    socket.on('error', reject)
    socket.on('data', (bytes) => (reply += bytes.toString('latin1')))
    socket.on('close', () => (/^-/m.test(reply) ? reject(new Error(`redis: ${reply}`)) : resolve(reply)))
    if (url.password) socket.write(encode(['AUTH', decodeURIComponent(url.password)]))
    socket.write(encode(words))
    socket.write(encode(['QUIT']))
  })
}
