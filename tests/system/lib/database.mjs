/* database.mjs -- a database of its own for each shop under test. */
import pg from 'pg'
import { databaseUrl } from './services.mjs'
import { waitFor } from './wait.mjs'

let created = 0

/* bigint columns are ids, numbers and cents here: all fit a double. */
pg.types.setTypeParser(20, Number)

/* One connection a query: the tests kill servers, and a pool would hand out dead connections. */
async function queryAt(url, sql, params = []) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })

  client.on('error', () => {}) // a killed server also ends idle connections: the query tells
  await client.connect()
  try {
    return (await client.query(sql, params)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

/* Puts the end of leases and of the sweeper's patience that much earlier. */
async function passTimeAt(url, seconds) {
  const earlier = `- interval '${Number(seconds)} seconds'`

  await queryAt(url, `UPDATE orders SET lease_until = lease_until ${earlier} WHERE status = 'processing'`)
  await queryAt(url, `UPDATE outbox SET due_at = due_at ${earlier}`)
}

export async function createDatabase() {
  const name = `bakery_test_${process.pid}_${++created}`
  const url = new URL(databaseUrl)

  url.pathname = `/${name}`
  await queryAt(databaseUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  return {
    kind: 'postgres',
    name,
    url: url.href,
    query: (sql, params) => queryAt(url.href, sql, params),
    one: async (sql, params) => (await queryAt(url.href, sql, params))[0],
    passTime: (seconds) => passTimeAt(url.href, seconds),
    /* A session that the test holds open, for locks; the caller ends it. */
    session: async () => {
      const client = new pg.Client({ connectionString: url.href })

      client.on('error', () => {})
      await client.connect()
      return client
    },
    /* FORCE ends our sessions; the autovacuum of the superuser must be waited for. */
    drop: () =>
      waitFor('the database is dropped', async () => {
        await queryAt(databaseUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
        return true
      })
  }
}
