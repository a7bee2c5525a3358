/* pictures.mjs -- keeps pictures of pages beside the results of the tests, to look at, if BAKERY_TEST_PICTURES is set:
 * they take a fifth of the time of axe.test.mjs. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { binary } from '../../system/lib/services.mjs'

const folder = join(dirname(binary), 'tests/pictures')

/* A picture of the whole page is taken without scrolling: shelves that are out of view would be empty. */
function showAllShelves() {
  for (const shelf of document.querySelectorAll('.shelf-section')) shelf.style.contentVisibility = 'visible'
}

export async function keepPicture(page, name) {
  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(showAllShelves)
  if (!process.env.BAKERY_TEST_PICTURES) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
