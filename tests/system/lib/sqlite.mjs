/* sqlite.mjs -- a database file of its own for each shop under test, looked into with SQLite's own program beside the
 * process that is at work on it. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function literal(value) {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

/* The rows of the last statement, as objects. */
function queryAt(file, sql, params = []) {
  const text = sql.replaceAll(/\$(\d+)/g, (_, n) => literal(params[n - 1]))

  return new Promise((resolve, reject) => {
    const child = spawn('sqlite3', ['-batch', '-bail', '-json', '-cmd', '.timeout 5000', file], {
      stdio: ['pipe', 'pipe', 'pipe']
    })
    let stdout = ''
    let stderr = ''

    child.stdout.on('data', (bytes) => (stdout += bytes))
    child.stderr.on('data', (bytes) => (stderr += bytes))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`sqlite3: ${stderr}`))
      else resolve(stdout.trim() === '' ? [] : JSON.parse(stdout))
    })
    child.stdin.on('error', () => {}) // the exit status tells
    child.stdin.end(`${text};\n`)
  })
}

export async function createFile() {
  const folder = await mkdtemp(join(tmpdir(), 'bakery-test-'))
  const file = join(folder, 'shop.db')

  return {
    kind: 'sqlite',
    folder,
    file,
    url: `sqlite:${file}`,
    query: (sql, params) => queryAt(file, sql, params),
    one: async (sql, params) => (await queryAt(file, sql, params))[0],
    passTime: (seconds) => {
      const earlier = (column) => `${column} = strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '-${Number(seconds)} seconds')`

      return queryAt(
        file,
        `BEGIN IMMEDIATE;
         UPDATE orders SET ${earlier('lease_until')} WHERE status = 'processing';
         UPDATE outbox SET ${earlier('due_at')};
         COMMIT`
      )
    },
    drop: () => rm(folder, { recursive: true })
  }
}
