/* wait.mjs -- waiting for a condition instead of for a time. */
import { setTimeout as sleep } from 'node:timers/promises'

export { sleep }

/* Asks `condition` again and again until it gives something true, and returns that. An exception counts as "not yet";
 * the last one is shown when the time is over. */
export async function waitFor(what, condition, { withinMs = 10_000, everyMs = 25 } = {}) {
  const deadline = performance.now() + withinMs
  let seen

  for (;;) {
    try {
      seen = await condition()
      if (seen) return seen
    } catch (error) {
      seen = error
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${withinMs} ms: ${what}; last seen: ${describe(seen)}`, { cause: seen })
    await sleep(everyMs)
  }
}

/* Fails unless `measure` gives less than `limitMs` once: a delay of our own making comes each time, that of a machine with
 * other work does not. What is slow only now and then shows where `measure` gives the slowest of several. */
export async function soon(what, limitMs, measure, { tries = 3 } = {}) {
  const seen = []

  while (seen.length < tries) {
    const ms = await measure()
    if (ms < limitMs) return ms
    seen.push(Math.round(ms))
  }
  throw new Error(`never within ${limitMs} ms: ${what}; it took ${seen.join(', ')} ms`)
}

function describe(value) {
  return value instanceof Error ? value.message : JSON.stringify(value)
}

/* Runs `work(i)` for i = 0 … count-1, at most `atOnce` at the same time; gives the results in order. */
export async function inParallel(count, atOnce, work) {
  const results = new Array(count)
  let next = 0

  async function lane() {
    while (next < count) {
      const i = next++
      results[i] = await work(i)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane))
  return results
}
