/* drafts.ts -- changes that are not saved yet, kept on the device until they are: a step back, a reload or the end of
 * the session loses nothing. */
import type { StaffProduct } from '../api'
import type { Fields } from './fields'
import type { PhotoChange, PhotoTrouble } from './photo'

export interface Draft {
  base: StaffProduct | null // what was changed; null: a new product
  fields: Fields
}

const nameOf = (id: number | null) => `bakery.staff.product.${id ?? 'new'}`

export function readDraft(id: number | null): Draft | null {
  try {
    const kept = sessionStorage.getItem(nameOf(id))
    return kept === null ? null : (JSON.parse(kept) as Draft)
  } catch {
    return null
  }
}

export function keepDraft(id: number | null, draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(nameOf(id))
    else sessionStorage.setItem(nameOf(id), JSON.stringify(draft))
  } catch {
    // It holds until the page is left, which asks first.
  }
}

/* A photo is kept while the page is open: a file is too large for the device's small storage. */
export interface PhotoDraft {
  change: PhotoChange
  trouble: PhotoTrouble | null
}

const photos = new Map<string, PhotoDraft>()

export const readPhotoDraft = (id: number | null): PhotoDraft =>
  photos.get(nameOf(id)) ?? { change: null, trouble: null }

export function keepPhotoDraft(id: number | null, draft: PhotoDraft): void {
  photos.set(nameOf(id), draft)
}
