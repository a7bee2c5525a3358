/* order_ids.mjs -- public order ids and the numbers that the database knows orders by. Written a second time, beside
 * src/base/permutation.c: were that changed, every link to an order would lead nowhere. */

const MASK64 = (1n << 64n) - 1n
const RIGHT_BITS = 26n
const RIGHT_MASK = (1n << 26n) - 1n
const LEFT_MASK = (1n << 27n) - 1n
const ROUNDS = 10

const rotl = (x, bits) => ((x << bits) | (x >> (64n - bits))) & MASK64
const little = (bytes) => bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n)

/* SipHash-2-4 of the eight bytes of `word`. */
function sipHash([k0, k1], word) {
  let v0 = k0 ^ 0x736f6d6570736575n
  let v1 = k1 ^ 0x646f72616e646f6dn
  let v2 = k0 ^ 0x6c7967656e657261n
  let v3 = k1 ^ 0x7465646279746573n
  const rounds = (count) => {
    while (count-- > 0) {
      v0 = (v0 + v1) & MASK64
      v1 = rotl(v1, 13n) ^ v0
      v0 = rotl(v0, 32n)
      v2 = (v2 + v3) & MASK64
      v3 = rotl(v3, 16n) ^ v2
      v0 = (v0 + v3) & MASK64
      v3 = rotl(v3, 21n) ^ v0
      v2 = (v2 + v1) & MASK64
      v1 = rotl(v1, 17n) ^ v2
      v2 = rotl(v2, 32n)
    }
  }

  for (const m of [word, 8n << 56n]) {
    v3 ^= m
    rounds(2)
    v0 ^= m
  }
  v2 ^= 0xffn
  rounds(4)
  return v0 ^ v1 ^ v2 ^ v3
}

function feistel(key, round, n) {
  const left = n >> RIGHT_BITS
  const right = n & RIGHT_MASK
  const hash = (half) => sipHash(key, half | (BigInt(round) << 56n))

  return round % 2 === 0
    ? ((left ^ (hash(right) & LEFT_MASK)) << RIGHT_BITS) | right
    : (left << RIGHT_BITS) | (right ^ (hash(left) & RIGHT_MASK))
}

export function orderIds(hex) {
  const bytes = [...Buffer.from(hex, 'hex')]
  const key = [little(bytes.slice(0, 8)), little(bytes.slice(8))]
  const order = [...Array(ROUNDS).keys()]
  const walk = (rounds, n) => rounds.reduce((at, round) => feistel(key, round, at), n)
  const not0 = (rounds, n) => Number(walk(rounds, BigInt(n)) || walk(rounds, 0n))

  return { idOf: (number) => not0(order, number), numberOf: (id) => not0(order.toReversed(), id) }
}

const read = new WeakMap()

/* Those of a shop's database; its key is read once. */
export async function orderIdsOf(database) {
  if (!read.has(database)) {
    const [{ key }] = await database.query('SELECT key FROM order_ids')
    read.set(database, orderIds(key))
  }
  return read.get(database)
}
