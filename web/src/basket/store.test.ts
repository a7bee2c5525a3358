import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Basket } from './basket'

const line = { id: 1, quantity: 2, name: 'Bun', cents: 250 }
const NAME = 'bakery.basket'

/* A fresh page of the shop: `storage` is what the browser keeps, `heard` what it tells the page. */
async function openPage(storage: Partial<Storage>) {
  let heard: (event: { key: string | null }) => void = () => undefined
  vi.resetModules()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('addEventListener', (type: string, listener: typeof heard) => {
    if (type === 'storage') heard = listener
  })
  const store = await import('./store')
  return { ...store, tell: (key: string | null) => heard({ key }) }
}

function keeping(texts: Record<string, string>): Partial<Storage> {
  return {
    getItem: (name) => texts[name] ?? null,
    setItem: (name, text) => {
      texts[name] = text
    }
  }
}

const deny = () => {
  throw new DOMException('denied', 'SecurityError')
}

beforeEach(() => vi.unstubAllGlobals())

describe('the basket on the device', () => {
  it('survives a reload', async () => {
    const texts = {}
    const page = await openPage(keeping(texts))
    page.updateBasket(() => [line])
    expect((await openPage(keeping(texts))).currentBasket()).toEqual([line])
  })

  it('takes over what another tab has done, also that all was cleared', async () => {
    const texts: Record<string, string> = {}
    const page = await openPage(keeping(texts))
    texts[NAME] = JSON.stringify([line])
    page.tell('bakery.theme')
    expect(page.currentBasket()).toEqual([])
    page.tell(NAME)
    expect(page.currentBasket()).toEqual([line])
    delete texts[NAME]
    page.tell(null)
    expect(page.currentBasket()).toEqual([])
  })

  it('lives as long as the page where nothing is kept', async () => {
    const page = await openPage({ getItem: deny, setItem: deny })
    page.updateBasket((basket: Basket) => [...basket, line])
    expect(page.currentBasket()).toEqual([line])
  })
})
