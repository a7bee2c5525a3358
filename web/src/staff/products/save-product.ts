/* save-product.ts -- saves the form: first the fields, then the photo. Each step names the version that it is based on. */
import { addProduct, changeProduct, getProduct, putPhoto, removePhoto, type StaffProduct } from '../api'
import { statusOf } from '../form-problem'
import { changedFields, fieldsOf, inputOf, patchOf, type Fields } from './fields'
import { focusOf, isNew, type PhotoChange, type PhotoTrouble } from './photo'

export interface Save {
  base: StaffProduct | null // null: a new product
  fields: Fields
  photo: PhotoChange
}

/* The saved product, or, if another version was saved meanwhile, that one. The fields can be saved without the photo. */
export interface Saved {
  product: StaffProduct
  conflict: boolean
  photoError: Error | null
}

function saveFields({ base, fields }: Save, language: string): Promise<StaffProduct> {
  if (base === null) return addProduct(inputOf(fields))
  const before = fieldsOf(base, language)
  if (changedFields(before, fields).length === 0) return Promise.resolve(base)
  return changeProduct(base.id, patchOf(before, fields), base.version)
}

function savePhoto({ id, version }: StaffProduct, photo: Exclude<PhotoChange, null>): Promise<StaffProduct> {
  return isNew(photo) ? putPhoto(id, photo.file, focusOf(photo), version) : removePhoto(id, version)
}

const isConflict = (error: unknown) => statusOf(error as Error) === 412

const otherVersion = async (id: number): Promise<Saved> => ({
  product: await getProduct(id),
  conflict: true,
  photoError: null
})

export async function saveProduct(save: Save, language: string): Promise<Saved> {
  let product: StaffProduct
  try {
    product = await saveFields(save, language)
  } catch (error) {
    if (save.base === null || !isConflict(error)) throw error
    return otherVersion(save.base.id)
  }
  if (save.photo === null) return { product, conflict: false, photoError: null }
  try {
    return { product: await savePhoto(product, save.photo), conflict: false, photoError: null }
  } catch (error) {
    return isConflict(error) ? otherVersion(product.id) : { product, conflict: false, photoError: error as Error }
  }
}

export function photoTroubleOf(error: Error): PhotoTrouble {
  const status = statusOf(error)
  if (status === 413) return 'tooLarge'
  return status === 415 || status === 422 ? 'refused' : 'unreachable'
}
