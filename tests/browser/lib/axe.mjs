/* axe.mjs -- checks a page against WCAG 2.2 AA and the best practices of axe. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  /* What another colour scheme can break: the document is the same. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
}

/* The violations of `rules`, one line each. axe is evaluated by the debugger: the page's policy lets no script in. */
export async function violationsOf(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
  const { violations } = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }),
    RULES[rules]
  )

  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`)
  )
}
