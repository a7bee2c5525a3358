/* arrival.ts -- how the current page was reached: by loading the document, by a link in it, or through the history.
 * On Back the browser restores the scroll position, which nothing may disturb. */
const FIRST = { path: location.pathname, left: false }

let traversed = false

addEventListener('popstate', () => {
  FIRST.left = true
  traversed = true
})

/* wouter announces its own steps by these events. */
for (const step of ['pushState', 'replaceState'])
  addEventListener(step, () => {
    traversed = false
    if (location.pathname !== FIRST.path) FIRST.left = true
  })

export const arrivedFromWithin = (): boolean => FIRST.left

export const arrivedByStep = (): boolean => !traversed
