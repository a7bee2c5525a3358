/* legible.mjs -- functions that run in the page and find text that is cut off, overlaps, or is too small or faint. */

/* What sticks out at the right, as "element: pixels". */
export function overhang() {
  const width = document.documentElement.clientWidth
  const wide = document.documentElement.scrollWidth - width

  if (wide <= 0) return []
  return [...document.querySelectorAll('body *')]
    .map((element) => [`${element.tagName}.${element.className}`, element.getBoundingClientRect().right - width])
    .filter(([, pixels]) => pixels > 0)
    .map(([name, pixels]) => `${name}: ${pixels}`)
    .concat(`the page: ${wide}`)
}

/* Texts that lie over each other, stick out of the window or are smaller than `smallest` pixels. A row of tabs that is
 * wider than the window scrolls by itself. */
export function illegible(smallest) {
  const lines = []
  const walker = document.createTreeWalker(document.getElementById('root'), NodeFilter.SHOW_TEXT)

  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement
    if (node.data.trim() === '' || parent.closest('.visually-hidden, .skip-link, .categories ul')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const size = parseFloat(getComputedStyle(parent).fontSize)
    const inBar = parent.closest('.basket-bar') !== null // it covers what scrolls below it
    for (const { left, right, top, bottom } of range.getClientRects())
      // The middle of a line, where its letters are: the room above and below them may be another line's.
      lines.push({ node, size, inBar, left, right, top: top + (bottom - top) / 3, bottom: bottom - (bottom - top) / 3 })
  }
  const says = ({ node }) => `“${node.data.trim().slice(0, 30)}”`
  const meet = (a, b) =>
    a.node !== b.node &&
    a.inBar === b.inBar &&
    a.left < b.right - 1 &&
    b.left < a.right - 1 &&
    a.top < b.bottom &&
    b.top < a.bottom

  return [
    ...lines.filter(({ size }) => size < smallest).map((line) => `${says(line)} is ${line.size} px`),
    ...lines.filter(({ right }) => right > innerWidth + 1).map((line) => `${says(line)} is cut off`),
    ...lines.flatMap((line, i) =>
      lines.slice(i + 1).flatMap((other) => (meet(line, other) ? [`${says(line)} lies on ${says(other)}`] : []))
    )
  ]
}

/* Of what is drawn to say something, as [selector, pseudo-element, colour's property]: what cannot be told from the
 * page, at a contrast under 3, or is not there. */
export function faint(marks) {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number)
  const luminance = (colour) => {
    const [r, g, b] = channels(colour)
      .slice(0, 3)
      .map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const page = luminance(getComputedStyle(document.documentElement).backgroundColor)
  const isFaint = (element, pseudo, property) => {
    const colour = getComputedStyle(element, pseudo)[property]
    const [low, high] = [page, luminance(colour)].sort((a, b) => a - b)
    return channels(colour)[3] === 0 || (high + 0.05) / (low + 0.05) < 3
  }

  return marks.filter(([selector, pseudo, property]) => {
    const found = [...document.querySelectorAll(selector)]
    return found.length === 0 || found.some((element) => isFaint(element, pseudo, property))
  })
}
