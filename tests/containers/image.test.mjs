/* image.test.mjs -- the image alone: `docker run` starts a whole demo shop. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { request } from '../system/lib/http.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { greedy, phone } from '../system/lib/pictures.mjs'
import { connect } from '../system/lib/wire.mjs'
import { docker, image, inspect } from './lib/docker.mjs'
import { orderBody, orderEnded } from './lib/orders.mjs'

const NAME = 'bakery-test-demo'
const VOLUME = 'bakery-test-demo'
const ADMIN_TOKEN = 'a-token-for-the-container-tests'

async function run(...options) {
  await docker(['run', '--detach', '--name', NAME, '--publish', '127.0.0.1::8080', ...options, image])
}

async function portOf(name) {
  return Number((await inspect(name)).NetworkSettings.Ports['8080/tcp'][0].HostPort)
}

async function healthy() {
  return waitFor('the container is healthy', async () => (await inspect(NAME)).State.Health.Status === 'healthy', {
    withinMs: 30_000,
    everyMs: 200
  })
}

async function remove() {
  await docker(['rm', '--force', '--volumes', NAME], { anyCode: true })
  await docker(['volume', 'rm', '--force', VOLUME])
}

describe('the image', () => {
  test('is smaller than 110 MB and declares its program, user and volume', async () => {
    const { Size, Config } = await inspect(image)

    assert.ok(Size < 110e6, `${Size} bytes`)
    assert.equal(Config.User, '10001:10001')
    assert.deepEqual(Object.keys(Config.Volumes), ['/data'])
    assert.deepEqual(Config.Entrypoint, ['bakery'])
    assert.equal(Config.StopSignal, 'SIGTERM')
    assert.equal(Config.Healthcheck.Test[0], 'CMD', 'no shell is needed')
    const { Config: base } = await inspect('debian:trixie-slim')
    assert.deepEqual(
      Config.Env.filter((line) => !base.Env.includes(line)),
      ['BAKERY_LISTEN=0.0.0.0:8080']
    )
  })

  test('contains the binary, but no compiler, sources or build folder', async () => {
    const { stdout } = await docker(
      [
        'run',
        '--rm',
        '--entrypoint',
        'sh',
        image,
        '-c',
        'ls -A /data /build /usr/local/bin; command -v cc gcc cmake brotli'
      ],
      { anyCode: true }
    )

    assert.deepEqual(
      stdout.split('\n').filter((line) => line && !line.endsWith(':')),
      ['bakery']
    )
  })
})

describe('docker run', { concurrency: false }, () => {
  let order

  after(remove)

  test('starts a shop with a read-only root and no capabilities', async () => {
    await remove()
    await run(
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges:true',
      '--env',
      `BAKERY_ADMIN_TOKEN=${ADMIN_TOKEN}`,
      '--volume',
      `${VOLUME}:/data`
    )
    await healthy()
    const port = await portOf(NAME)

    assert.match((await request(port, 'GET', '/')).headers['content-type'], /^text\/html/)
    assert.equal((await request(port, 'GET', '/readyz')).json.status, 'ready')
    const { status, json } = await request(port, 'POST', '/api/orders', { json: orderBody('John Smith') })
    assert.equal(status, 201)
    order = json.order_id
    const ended = await orderEnded(port, order)
    assert.equal(ended.status, 'completed')
    assert.equal(ended.total_amount, 9.75)
  })

  test('prints how to sign in', async () => {
    const { stdout } = await docker(['logs', NAME])
    const [, email, password] = stdout.match(/sign in at \/staff as (\S+), with the password (\S+)/)
    const { status } = await request(await portOf(NAME), 'POST', '/api/staff/session', { json: { email, password } })

    assert.equal(status, 204)
  })

  test('decodes photos in a confined process, with at most 256 MB of memory', async () => {
    const upload = async (body) =>
      request(await portOf(NAME), 'PUT', '/api/products/1/photo', {
        body,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` }
      })
    const { status, json } = await upload(phone)

    assert.equal(status, 200)
    assert.match(json.photo, /-1600\.webp$/)
    const refused = await upload(greedy())
    assert.equal(refused.status, 422)
    assert.match(refused.json.detail, /more than 256 MB of memory/)
  })

  test('runs one process, not as root, and stores its file in /data', async () => {
    const { stdout } = await docker(['top', NAME, '-o', 'uid,pid,comm'])
    const processes = stdout
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))

    assert.ok(processes.some(([uid, , name]) => uid === '10001' && name === 'bakery'))
    assert.ok(processes.every(([uid]) => uid === '10001'))
    const { stdout: files } = await docker(['exec', NAME, 'ls', '/data'])
    assert.ok(files.split('\n').includes('bakery.db'))
  })

  test('after SIGTERM it completes open requests and exits with status 0', async () => {
    const body = JSON.stringify(orderBody('Slow Smith'))
    const logs = async () => (await docker(['logs', NAME])).stderr
    const wire = await connect(await portOf(NAME))

    wire.write(
      `POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`
    )
    await waitFor('it has begun', () => wire.text.startsWith('HTTP/1.1 100 '))
    wire.write(body.slice(0, 10))
    const stopped = docker(['stop', NAME])
    await waitFor('it drains', async () => (await logs()).includes('serve: draining'))
    wire.write(body.slice(10))
    await stopped
    await wire.whenClosed
    const [{ status, body: answer }] = wire.answers

    assert.equal(status, 201)
    assert.equal((await inspect(NAME)).State.ExitCode, 0)
    assert.match(await logs(), /serve: stopped/)
    await docker(['start', NAME])
    await healthy()
    assert.equal((await orderEnded(await portOf(NAME), JSON.parse(answer).order_id)).status, 'completed')
  })

  test('after SIGKILL no accepted order is lost', async () => {
    const { json } = await request(await portOf(NAME), 'POST', '/api/orders', { json: orderBody('Jane Smith') })

    await docker(['kill', NAME])
    await docker(['start', NAME])
    await healthy()
    const port = await portOf(NAME)
    assert.equal((await orderEnded(port, order)).status, 'completed')
    assert.equal((await orderEnded(port, json.order_id, { withinMs: 60_000 })).status, 'completed')
  })

  test('prints one error line and exits with status 2 if the volume is read-only', async () => {
    await remove()
    const { code, stderr } = await docker(['run', '--rm', '--read-only', '--volume', `${VOLUME}:/data:ro`, image], {
      anyCode: true
    })

    assert.equal(code, 2)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
    assert.match(stderr, /bakery\.db/)
  })

  test('runs the other commands, too', async () => {
    assert.match((await docker(['run', '--rm', '--read-only', image, 'version'])).stdout, /^bakery \d/)
  })
})
