/* docker.mjs -- runs docker and docker compose, and inspects the results.
 *
 * The compose project is `bakery-test` and has its own passwords. A stack that you run from this folder is not touched. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
export const image = process.env.BAKERY_IMAGE ?? 'bakery-test'

/* Docker gets only these variables, so that the caller's environment cannot change compose.yaml's settings. */
const KEPT = [
  'PATH',
  'HOME',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'XDG_RUNTIME_DIR'
]
const environment = Object.fromEntries(
  KEPT.filter((name) => process.env[name]).map((name) => [name, process.env[name]])
)

/* Returns {code, stdout, stderr}; rejects unless the code is 0 or `anyCode` is set. */
export function docker(args, { input, anyCode = false, timeoutMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env: { ...environment, BAKERY_IMAGE: image }, timeout: timeoutMs, maxBuffer: 64 << 20 }
    const child = execFile('docker', args, options, (error, stdout, stderr) => {
      const code = error ? (error.code ?? error.signal) : 0

      if (error && !(anyCode && typeof code === 'number'))
        reject(new Error(`docker ${args.join(' ')}: ${code}\n${stderr}${stdout}`))
      else resolve({ code, stdout: stdout.trim(), stderr })
    })

    child.stdin.end(input)
  })
}

export async function inspect(name) {
  return JSON.parse((await docker(['inspect', name])).stdout)[0]
}

/* The settings that are empty in .env.example, each with a random value. */
export function secrets() {
  const names = readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^(\w+)=$/gm)

  return Object.fromEntries([...names].map(([, name]) => [name, randomBytes(24).toString('hex')]))
}

export class Compose {
  constructor(settings, files = []) {
    this.settings = settings
    this.folder = mkdtempSync(join(tmpdir(), 'bakery-compose-'))
    const env = join(this.folder, 'env')

    writeFileSync(
      env,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
      { mode: 0o600 }
    )
    this.args = ['compose', '--project-name', 'bakery-test', '--env-file', env]
    for (const file of ['compose.yaml', ...files]) this.args.push('--file', file)
  }

  run(args, options) {
    return docker([...this.args, ...args], options)
  }

  /* Starts all containers, waits until they are healthy, and returns the duration in seconds. */
  async up(...args) {
    const started = performance.now()

    try {
      await this.run(['up', '--detach', '--no-build', '--wait', '--wait-timeout', '120', ...args], {
        timeoutMs: 180_000
      })
    } catch (error) {
      const { stdout } = await this.run(['logs', '--no-color', '--tail', '20'], { anyCode: true })
      throw new Error(`${error.message}\n${stdout}`, { cause: error })
    }
    return (performance.now() - started) / 1000
  }

  /* The containers of the services (default: all), as `docker inspect` shows them. */
  async containers(...services) {
    const ids = (await this.run(['ps', '--all', '--quiet', ...services])).stdout.split('\n').filter(Boolean)

    return JSON.parse((await docker(['inspect', ...ids])).stdout)
  }

  /* The database with the interface that the system tests use. A row is a line of columns. */
  get database() {
    const psql = [
      'psql',
      '--no-psqlrc',
      '--quiet',
      '--tuples-only',
      '--no-align',
      '--set',
      'ON_ERROR_STOP=1',
      '--username',
      'bakery'
    ]
    const quoted = (value) => `'${String(value).replaceAll("'", "''")}'`

    return {
      kind: 'postgres',
      query: async (statement, params = []) => {
        const rows = `SELECT to_jsonb(r) FROM (${statement.trim().replace(/;$/, '')}\n) r`
        const input = `${rows} \\bind ${params.map(quoted).join(' ')} \\g\n`
        const { stdout } = await this.run(['exec', '--no-TTY', 'postgres', ...psql], { input })

        return stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      }
    }
  }

  /* Removes everything, including the volumes. */
  async down() {
    await this.run(['down', '--volumes', '--remove-orphans', '--timeout', '20'])
    rmSync(this.folder, { recursive: true })
  }
}
