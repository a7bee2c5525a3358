// client.mjs COMMAND URL [COUNT | PROGRAM ARGUMENT...] -- sends the requests of a bench that are not its load.
//
//   fetch      prints the body
//   ready      waits until /readyz below URL says 200
//   completed  waits until bakery at URL has completed every order it placed
//   start      starts the program named after URL, prints the milliseconds until URL answers 200, and ends it
//   ids        KEY MAX COUNT: prints the public ids of COUNT of the orders 1 to MAX, chosen at random
//   idle       opens COUNT connections, sends one request on each, prints "ready" and keeps them open until it is ended
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import { orderIds } from '../system/lib/order_ids.mjs'

const READY_WITHIN_MS = 30_000
const COMPLETED_WITHIN_MS = 300_000
const POLL_MS = 50

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function get(url, agent) {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (incoming) => {
        const chunks = []

        incoming.on('error', reject)
        incoming.on('data', (chunk) => chunks.push(chunk))
        incoming.on('end', () => resolve({ status: incoming.statusCode, body: Buffer.concat(chunks) }))
      })
      .on('error', reject)
  })
}

async function until(isSo, withinMs, what) {
  const giveUpAt = Date.now() + withinMs

  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`${what} after ${withinMs / 1000} s`)
    await sleep(POLL_MS)
  }
}

async function fetchBody(url) {
  const { status, body } = await get(url)

  if (status !== 200) throw new Error(`${url} returns ${status}`)
  process.stdout.write(body)
}

async function awaitReady(url) {
  const isReady = () => get(`${url}/readyz`).then(({ status, body }) => status === 200 && !body.includes('degraded'), () => false)

  await until(isReady, READY_WITHIN_MS, `${url} is not ready`)
}

async function awaitCompleted(url) {
  const agent = new http.Agent({ keepAlive: true })
  const allCompleted = async () => {
    const text = (await get(`${url}/metrics`, agent)).body.toString()
    const metric = (name) => Number(text.match(new RegExp(`^${name} (\\d+)$`, 'm'))[1])

    if (metric('bakery_orders_failed_total') > 0) throw new Error('orders failed')
    return metric('bakery_orders_completed_total') >= metric('bakery_orders_placed_total')
  }

  await until(allCompleted, COMPLETED_WITHIN_MS, 'some orders are not completed')
  agent.destroy()
}

async function timeStart(url, program, ...args) {
  const isThere = () => get(url).then(({ status }) => status === 200, () => false)
  const began = performance.now()
  const child = spawn(program, args, { stdio: 'ignore' })

  while (child.exitCode === null && performance.now() - began < READY_WITHIN_MS && !(await isThere()));
  const took = performance.now() - began
  if (child.exitCode !== null) throw new Error(`${program} ended with status ${child.exitCode}`)
  child.kill()
  await once(child, 'exit')
  if (took > READY_WITHIN_MS) throw new Error(`${url} does not respond`)
  console.log(took.toFixed(1))
}

function printIds(key, max, count) {
  const { idOf } = orderIds(key)
  const ids = Array.from({ length: Math.min(max, count) }, () => idOf(1 + Math.floor(Math.random() * max)))

  process.stdout.write(ids.join('\n') + '\n')
}

async function holdIdle(url, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity })

  await Promise.all(Array.from({ length: count }, () => get(url, agent)))
  console.log('ready')
  setInterval(() => {}, 1000)
}

const [command, url, ...rest] = process.argv.slice(2)
const commands = {
  fetch: () => fetchBody(url),
  ready: () => awaitReady(url),
  completed: () => awaitCompleted(url),
  start: () => timeStart(url, ...rest),
  ids: () => printIds(url, Number(rest[0]), Number(rest[1])),
  idle: () => holdIdle(url, Number(rest[0]))
}

await commands[command]()
