/* walk.mjs -- uses a page of engines.mjs as a customer does: finds elements by role and name, in the same way in each
 * engine, and waits until they are there. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { waitFor } from '../../system/lib/wait.mjs'

const LIBRARY = readFileSync(
  createRequire(import.meta.url).resolve('@testing-library/dom/dist/@testing-library/dom.umd.min.js'),
  'utf8'
)

/* The next functions run in the page. */
const hasLibrary = () => 'TestingLibraryDom' in globalThis

/* The first element that is not hidden; of a radio button its label, because the button itself may have no size. */
function find({ role, name, flags }) {
  const matcher = flags === null ? name : new RegExp(name, flags)
  const [found = null] = globalThis.TestingLibraryDom.queryAllByRole(document.body, role, { name: matcher })

  return found?.matches('[type="radio"]') ? found.closest('label') : found
}

const isWider = () => document.documentElement.scrollWidth > document.documentElement.clientWidth

const textOfFact = (name) =>
  [...document.querySelectorAll('dt')].find((term) => term.textContent === name)?.nextElementSibling.textContent

export class Walk {
  constructor(page) {
    this.page = page
  }

  async find(role, name) {
    const asked = name instanceof RegExp ? { name: name.source, flags: name.flags } : { name, flags: null }

    if (!(await this.page.evaluate(hasLibrary))) await this.page.run(LIBRARY)
    return this.page.element(find, { role, ...asked })
  }

  sees(role, name) {
    return waitFor(`${role} ${name}`, () => this.find(role, name), { withinMs: 15_000 })
  }

  /* An element that React replaces between two commands is looked for again. */
  async act(role, name, action) {
    await waitFor(`${role} ${name} can be used`, async () => {
      const element = await this.find(role, name)
      if (element) await action(element)
      return element
    })
  }

  press(role, name) {
    return this.act(role, name, (element) => this.page.click(element))
  }

  write(name, text) {
    return this.act('textbox', name, (element) => this.page.type(element, text))
  }

  /* What the list of an order's facts says: "Ordered". */
  fact(name) {
    return this.page.evaluate(textOfFact, name)
  }

  isWiderThanTheWindow() {
    return this.page.evaluate(isWider)
  }
}
