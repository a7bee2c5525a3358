/* invariants.mjs -- runs invariants.sql against a shop's database: what the clients were told must be what is there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const statement = readFileSync(new URL('../invariants.sql', import.meta.url), 'utf8')

export function mergedItems(items) {
  const quantities = new Map()

  for (const { product_id, quantity } of items) quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity)
  return [...quantities].map(([product_id, quantity]) => ({ product_id, quantity }))
}

/* `promises`: [{order_id, name, items}] of every 201. `settled`: nothing is under way any more. */
export async function violations(database, promises, keyedNames, settled) {
  const promised = promises.map(({ order_id, name, items }) => ({ order_id, name, items: mergedItems(items) }))
  const rows = await database.query(statement, [JSON.stringify(promised), JSON.stringify(keyedNames), settled])
  const ids = new Set(promises.map(({ order_id }) => order_id))

  if (ids.size !== promises.length) rows.push({ rule: 'I1 one id, one order', subject: 'promised twice' })
  return rows
}

export async function checkInvariants(...args) {
  const found = await violations(...args)

  assert.deepEqual(found, [], 'invariants are broken')
}
