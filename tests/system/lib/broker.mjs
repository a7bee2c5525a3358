/* broker.mjs -- the tests' own connection to RabbitMQ: to empty the queues before, to look into them after, and to
 * deliver what the bakery would never send. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readFile } from 'node:fs/promises'
import amqp from 'amqplib'
import { amqpUrl, runDir, willUndo } from './services.mjs'

const run = promisify(execFile)

async function withChannel(work) {
  const connection = await amqp.connect(amqpUrl)

  connection.on('error', () => {})
  try {
    const channel = await connection.createConfirmChannel()

    channel.on('error', () => {}) // the call itself rejects
    return await work(channel)
  } finally {
    await connection.close().catch(() => {})
  }
}

export function deleteQueues() {
  return withChannel(async (channel) => {
    await channel.deleteQueue('orders')
    await channel.deleteQueue('orders.dead')
  })
}

/* Makes the queues empty and keeps them: a queue that was declared less than a second ago does not survive a kill of
 * RabbitMQ 3.10, whoever uses it (Ra saves its directory of queues only so often). */
export async function emptyQueues() {
  for (const name of ['orders', 'orders.dead'])
    await withChannel((channel) => channel.purgeQueue(name)).catch((error) => {
      if (error.code !== 404) throw error
    })
}

/* Sends bodies to the orders queue, each confirmed by the broker. */
export function publish(...bodies) {
  return withChannel(async (channel) => {
    for (const body of bodies) channel.publish('bakery', 'orders', Buffer.from(body), { persistent: true })
    await channel.waitForConfirms()
  })
}

export function count(queue) {
  return withChannel(async (channel) => (await channel.checkQueue(queue)).messageCount)
}

/* Takes everything out of a queue. */
export function drain(queue) {
  return withChannel(async (channel) => {
    const bodies = []

    for (let message; (message = await channel.get(queue, { noAck: true }));) bodies.push(message.content)
    return bodies
  })
}

async function control(...args) {
  const home = `${runDir}/rabbitmq`
  const epmd = (await readFile(`${runDir}/rabbitmq.epmd.port`, 'utf8')).trim()

  await run('/usr/lib/rabbitmq/bin/rabbitmqctl', ['--node', 'bakery@localhost', ...args], {
    env: { ...process.env, HOME: home, ERL_EPMD_PORT: epmd, LC_ALL: 'C.UTF-8' }
  })
}

/* The memory alarm: the broker blocks every connection that publishes, until it has memory again. */
export function raiseAlarm() {
  willUndo('memory alarm', clearAlarm)
  return control('set_vm_memory_high_watermark', '0.00001')
}

export const clearAlarm = () => control('set_vm_memory_high_watermark', '0.4')
