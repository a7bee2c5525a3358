/* photo.ts -- a photo that was chosen for a product and is not uploaded yet. */

/* The server's limit (include/image/images.h), and the shape of its pictures. */
const BYTES_MAX = 12_000_000
const SHAPE = 4 / 3

export interface NewPhoto {
  file: File
  url: string // of the file, for this page
  shape: number // width / height, upright
  at: number // where the part that is shown lies: 0 left or top … 100 right or bottom
}

/* null: the photo stays; 'none': it is taken away. */
export type PhotoChange = NewPhoto | 'none' | null

export type PhotoTrouble = 'tooLarge' | 'unreadable' | 'refused' | 'unreachable'

export const isNew = (change: PhotoChange): change is NewPhoto => change !== null && change !== 'none'

/* In which direction there is more of the photo than is shown. */
export function roomOf({ shape }: Pick<NewPhoto, 'shape'>): 'across' | 'down' | null {
  if (Math.abs(shape / SHAPE - 1) < 0.02) return null
  return shape > SHAPE ? 'across' : 'down'
}

/* The API's focus: the middle of the part that is shown, in per cent of the photo. */
export function focusOf({ shape, at }: Pick<NewPhoto, 'shape' | 'at'>): string {
  const shown = shape > SHAPE ? SHAPE / shape : shape / SHAPE
  const focus = Math.round(at * (1 - shown) + 50 * shown)
  return shape > SHAPE ? `${focus},50` : `50,${focus}`
}

/* For CSS: object-position. */
export const positionOf = (photo: NewPhoto) => (roomOf(photo) === 'across' ? `${photo.at}% 50%` : `50% ${photo.at}%`)

export async function readPhoto(file: File): Promise<NewPhoto | PhotoTrouble> {
  if (file.size > BYTES_MAX) return 'tooLarge'
  const image = new Image()
  image.src = URL.createObjectURL(file)
  try {
    await image.decode()
  } catch {
    URL.revokeObjectURL(image.src)
    return 'unreadable'
  }
  return { file, url: image.src, shape: image.naturalWidth / image.naturalHeight, at: 50 }
}
