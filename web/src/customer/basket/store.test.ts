import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Basket } from './basket'

const line = { id: 1, quantity: 2, name: 'Bun', cents: 250 }
const NAME = 'bakery.basket'

/* A fresh page of the shop: `storage` is what the browser keeps, `heard` what it tells the page. */
async function openPage(storage: Partial<Storage>) {
  const heard: Record<string, (event: { key: string | null }) => void> = {}
  vi.resetModules()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('addEventListener', (type: string, listener: (typeof heard)[string]) => {
    heard[type] = listener
  })
  const store = await import('./store')
  return { ...store, tell: (key: string | null, type = 'storage') => heard[type]?.({ key }) }
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

  it('takes over changes from another tab, including an emptied basket', async () => {
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

  it('is read again when the page returns from the back-forward cache', async () => {
    const texts: Record<string, string> = {}
    const page = await openPage(keeping(texts))
    texts[NAME] = JSON.stringify([line])
    page.tell(null, 'pageshow')
    expect(page.currentBasket()).toEqual([line])
  })

  it('is changed as it is now, also when the page has not heard yet', async () => {
    const texts: Record<string, string> = {}
    const page = await openPage(keeping(texts))
    texts[NAME] = JSON.stringify([line])
    page.updateBasket((basket: Basket) => [...basket, { ...line, id: 2 }])
    expect(page.currentBasket().map(({ id }) => id)).toEqual([1, 2])
  })

  it('continues in the page when the storage is full', async () => {
    const page = await openPage({ ...keeping({ [NAME]: JSON.stringify([line]) }), setItem: deny })
    page.updateBasket((basket: Basket) => [...basket, { ...line, id: 2 }])
    page.updateBasket((basket: Basket) => [...basket, { ...line, id: 3 }])
    expect(page.currentBasket().map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('lives as long as the page without storage', async () => {
    const page = await openPage({ getItem: deny, setItem: deny })
    page.updateBasket((basket: Basket) => [...basket, line])
    expect(page.currentBasket()).toEqual([line])
  })
})
