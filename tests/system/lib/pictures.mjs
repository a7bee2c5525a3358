/* pictures.mjs -- photos for tests, good and bad. photos/phone.jpg is as a phone stores it: 12 megapixels on their side,
 * with EXIF that says where the photo was taken. Upright, a blue plate is at its top left. */
import { readFileSync } from 'node:fs'
import { deflateSync, crc32 as nodeCrc32 } from 'node:zlib'

const file = (name) => readFileSync(new URL(`../photos/${name}`, import.meta.url))

export const phone = file('phone.jpg')
export const cmyk = file('cmyk.jpg')

/* A progressive JPEG of which the head announces 48 megapixels: libjpeg needs 288 MB for its coefficients. */
export function greedy() {
  const bytes = Buffer.from(file('progressive.jpg'))
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc2]))

  bytes.writeUInt16BE(6000, frame + 5)
  bytes.writeUInt16BE(8000, frame + 7)
  return bytes
}

/* zlib.crc32() exists since Node 22. */
function crc32(bytes) {
  if (nodeCrc32) return nodeCrc32(bytes)
  let crc = ~0

  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data])
  const out = Buffer.alloc(body.length + 8)

  out.writeUInt32BE(data.length)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/* A PNG of one colour. `head`: only what its head announces, and few bytes of pixels. */
export function png(width, height, colour = [180, 120, 60], { headOnly = false } = {}) {
  const head = Buffer.alloc(13)
  const row = Buffer.concat([Buffer.from([0]), Buffer.from(Array.from({ length: width }, () => colour).flat())])
  const pixels = headOnly ? Buffer.alloc(100_000) : Buffer.concat(Array.from({ length: height }, () => row))

  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels, { level: headOnly ? 0 : 6 })),
    chunk('IEND', Buffer.alloc(0))
  ])
}

/* WebP's extended header with the flag "animation". */
export const animated = Buffer.from('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x7f\x02\0\xdf\x01\0', 'latin1')

/* Width and height of a lossy WebP without an extended header, which therefore has no metadata. */
export function sizeOfWebp(bytes) {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 16) !== 'WEBPVP8 ') return null
  return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
}
