/* photo-sources.ts -- the pictures of a photo: its path names the largest one, the others differ in the width. */
const WIDTHS = [480, 960, 1600]

export function photoSources(photo: string): { src: string; srcSet: string } {
  const largest = Number(/-(\d+)\.webp$/.exec(photo)?.[1])
  const pathOf = (width: number) => photo.replace(/\d+\.webp$/, `${width}.webp`)
  const widths = WIDTHS.filter((width) => width <= largest)
  return { src: pathOf(480), srcSet: widths.map((width) => `${pathOf(width)} ${width}w`).join(', ') }
}
