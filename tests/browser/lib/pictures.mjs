/* pictures.mjs -- keeps pictures of pages beside the results of the tests, to look at. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { binary } from '../../system/lib/services.mjs'

const folder = join(dirname(binary), 'tests/pictures')

export async function keepPicture(page, name) {
  mkdirSync(folder, { recursive: true })
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
