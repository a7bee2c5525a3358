/* invariants.mjs -- runs invariants.sql against a shop's database: what the clients were told must be what is there. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { orderIdsOf } from './order_ids.mjs'

const rules = readFileSync(new URL('../invariants.sql', import.meta.url), 'utf8')

/* $1: [{order_number, name, items: [{product_id, quantity}]}], $2: [name]. */
const INPUTS = {
  postgres: `WITH promises AS (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS (order_number bigint, name text, items jsonb)
    ), promised AS (
      SELECT order_number, name FROM promises
    ), promised_items AS (
      SELECT order_number, product_id, quantity
      FROM promises, jsonb_to_recordset(items) AS (product_id bigint, quantity integer)
    ), keyed AS (
      SELECT name FROM jsonb_array_elements_text($2::jsonb) AS name
    ), `,
  sqlite: `WITH promises AS (
      SELECT value ->> 'order_number' AS order_number, value ->> 'name' AS name, value -> 'items' AS items FROM json_each($1)
    ), promised AS (
      SELECT order_number, name FROM promises
    ), promised_items AS (
      SELECT order_number, item.value ->> 'product_id' AS product_id, item.value ->> 'quantity' AS quantity
      FROM promises, json_each(promises.items) AS item
    ), keyed AS (
      SELECT value AS name FROM json_each($2)
    ), `
}

export function mergedItems(items) {
  const quantities = new Map()

  for (const { product_id, quantity } of items) quantities.set(product_id, (quantities.get(product_id) ?? 0) + quantity)
  return [...quantities].map(([product_id, quantity]) => ({ product_id, quantity }))
}

/* `promises`: [{order_id, name, items}] of every 201. `settled`: nothing is under way any more. */
export async function violations(database, promises, keyedNames, settled) {
  const { numberOf } = await orderIdsOf(database)
  const promised = promises.map(({ order_id, name, items }) => ({
    order_number: numberOf(order_id),
    name,
    items: mergedItems(items)
  }))
  const statement = INPUTS[database.kind] + rules
  const rows = await database.query(statement, [JSON.stringify(promised), JSON.stringify(keyedNames), settled])
  const ids = new Set(promises.map(({ order_id }) => order_id))

  if (ids.size !== promises.length) rows.push({ rule: 'I1 one id, one order', subject: 'promised twice' })
  return rows
}

export async function checkInvariants(...args) {
  const found = await violations(...args)

  assert.deepEqual(found, [], 'invariants are broken')
}
