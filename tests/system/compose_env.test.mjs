/* compose_env.test.mjs -- the line that creates .env for compose.yaml, as README.md shows it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const example = readFileSync(join(root, '.env.example'), 'utf8')
const lines = readFileSync(join(root, 'README.md'), 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line.endsWith('> .env)'))

/* A folder with .env.example; run() runs the line there. */
function project(t, shell) {
  const folder = mkdtempSync(join(tmpdir(), 'bakery-env-'))

  t.after(() => rmSync(folder, { recursive: true }))
  copyFileSync(join(root, '.env.example'), join(folder, '.env.example'))
  const env = join(folder, '.env')
  return {
    env,
    run: () => spawnSync(shell, ['-c', lines[0]], { cwd: folder, encoding: 'utf8' }),
    read: () => readFileSync(env, 'utf8')
  }
}

test('README.md and .env.example show the same line', () => {
  assert.equal(lines.length, 1)
  assert.ok(example.includes(lines[0]))
})

for (const shell of ['sh', 'bash']) {
  describe(`with ${shell}, the line`, () => {
    test('creates .env with a different password for each empty setting', (t) => {
      const { env, run, read } = project(t, shell)
      const { status, stderr } = run()

      assert.equal(status, 0, stderr)
      assert.equal(stderr, '')
      assert.equal(statSync(env).mode & 0o777, 0o600)
      const settings = [...read().matchAll(/^(\w+)=(.*)$/gm)]
      assert.deepEqual(
        settings.map(([, name]) => name),
        ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'RABBITMQ_PASSWORD', 'BAKERY_ADMIN_TOKEN']
      )
      for (const [, name, value] of settings) assert.match(value, /^[A-Za-z0-9]{24,}$/, name)
      assert.equal(new Set(settings.map(([, , value]) => value)).size, 4)
    })

    test('copies everything else', (t) => {
      const { run, read } = project(t, shell)

      run()
      assert.equal(read().replace(/^(\w+=).*$/gm, '$1'), example)
    })

    test('leaves an existing .env unchanged and fails', (t) => {
      const { env, run, read } = project(t, shell)

      run()
      const first = read()
      const { status, stderr } = run()
      assert.notEqual(status, 0)
      assert.match(stderr, /\.env: (cannot overwrite existing file|File exists)/)
      assert.equal(read(), first)

      writeFileSync(env, '') // empty, but still the user's
      assert.notEqual(run().status, 0)
      assert.equal(read(), '')
    })
  })
}

test('compose.yaml requires exactly the settings that the line generates', () => {
  const required = [...readFileSync(join(root, 'compose.yaml'), 'utf8').matchAll(/\$\{(\w+):\?/g)].map(
    ([, name]) => name
  )
  const generated = [...example.matchAll(/^(\w+)=$/gm)].map(([, name]) => name)

  assert.deepEqual(required.sort(), generated.sort())
})
