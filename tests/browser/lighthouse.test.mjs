/* lighthouse.test.mjs -- Lighthouse scores of the menu and of a product, with its simulated phone and slow network. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { useShop } from '../system/lib/shop.mjs'
import { CHROMIUM } from './lib/browser.mjs'

/* The figures of a run grow worse with whatever else the machine does, never better: the best of some counts. */
const RUNS_MAX = 5
const PERFORMANCE = 95
const LAYOUT_SHIFT = 0.02

const held = useShop({ BAKERY_PUBLIC_URL: 'https://morrow.example' })
let browser
let port

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address()
      server.close(() => resolve(free))
    })
  })

before(async () => {
  port = await freePort()
  browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, `--remote-debugging-port=${port}`] })
})
after(() => browser?.close())

async function measure(path) {
  const { lhr } = await lighthouse(`http://127.0.0.1:${held.shop.bakery.port}${path}`, { port, logLevel: 'error' })
  const score = (category) => Math.round(lhr.categories[category].score * 100)

  return {
    audits: lhr.audits,
    performance: score('performance'),
    accessibility: score('accessibility'),
    bestPractices: score('best-practices'),
    seo: score('seo')
  }
}

/* What cost points, to be read when the test fails. */
const lost = ({ audits }) =>
  Object.values(audits)
    .filter(({ score }) => score !== null && score < 1)
    .map(({ id, displayValue = '' }) => `${id} ${displayValue}`)
    .join('\n')

async function holdScores(t, path) {
  let best = await measure(path)

  for (let runs = 1; runs < RUNS_MAX && best.performance < PERFORMANCE; runs++) {
    const run = await measure(path)
    if (run.performance > best.performance) best = run
  }
  const { audits, ...scores } = best
  const origin = `http://127.0.0.1:${held.shop.bakery.port}`
  const elsewhere = audits['network-requests'].details.items
    .map(({ url }) => url)
    .filter((url) => !url.startsWith(origin))

  t.diagnostic(JSON.stringify(scores))
  assert.ok(scores.performance >= PERFORMANCE, `${scores.performance}\n${lost(best)}`)
  assert.deepEqual(
    { ...scores, performance: 100 },
    { performance: 100, accessibility: 100, bestPractices: 100, seo: 100 },
    lost(best)
  )
  assert.ok(audits['cumulative-layout-shift'].numericValue < LAYOUT_SHIFT, 'the page moves while it loads')
  assert.deepEqual(elsewhere, [])
}

test('Lighthouse scores of the menu: performance, accessibility, best practices, SEO', (t) => holdScores(t, '/'))
test('Lighthouse scores of a product, likewise', (t) => holdScores(t, '/products/1'))
