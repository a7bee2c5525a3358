/* use-editor.ts -- the state of the form: what was typed, what is wrong, and what another editor saved meanwhile.
 *
 * A change names the version that it is based on. If that is no longer the saved one, the server refuses it (412), and
 * the form shows both versions; the fields that only the other editor changed are theirs in any case.
 *
 * Fields are checked when the form is sent, never while somebody types; what is put right is no longer wrong. */
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { announce } from '../../ui/announce'
import { useLanguage } from '../../texts'
import type { StaffProduct } from '../api'
import { refusedFields } from '../form-problem'
import { dropGuard } from '../leave-guard'
import { noticeEnd, useChange, useStoreProduct } from '../queries'
import { useStaffTexts } from '../texts'
import { keepDraft, keepPhotoDraft, readDraft, readPhotoDraft, type PhotoDraft } from './drafts'
import { changedFields, emptyFields, fieldNames, fieldsOf, wrongFields } from './fields'
import type { FieldName, Fields } from './fields'
import { isNew, type PhotoChange, type PhotoTrouble } from './photo'
import { photoTroubleOf, saveProduct, type Save } from './save-product'

export function useEditor(product: StaffProduct | null) {
  const texts = useStaffTexts()
  const { language } = useLanguage()
  const [, navigate] = useLocation()
  const store = useStoreProduct()
  const id = product?.id ?? null
  const startOf = (base: StaffProduct | null) => (base === null ? emptyFields : fieldsOf(base, language))

  const [draft] = useState(() => readDraft(id))
  const [base, setBase] = useState(draft?.base ?? product)
  const [fields, setFields] = useState(draft?.fields ?? startOf(product))
  const [conflict, setConflict] = useState<StaffProduct | null>(null)
  const [round, setRound] = useState(0)
  const [raised, setRaised] = useState<readonly FieldName[]>([])
  const [photo, setPhoto] = useState<PhotoDraft>(() => readPhotoDraft(id))

  const saved = startOf(base)
  const wasShownUndeclared = base !== null && base.active && base.allergens === null
  const changed = changedFields(saved, fields)
  const dirty = changed.length > 0 || photo.change !== null

  // Nothing was typed: a newer version takes the place of the one that is shown.
  if (!dirty && product !== null && base !== null && product.version > base.version) {
    setBase(product)
    setFields(fieldsOf(product, language))
  }

  useEffect(() => {
    keepDraft(id, dirty ? { base, fields } : null)
  }, [id, dirty, base, fields])

  useEffect(() => {
    keepPhotoDraft(id, photo)
  }, [id, photo])

  const attempt = useChange(
    (save: Save) => saveProduct(save, language),
    ({ product: answer, conflict: isConflict, photoError }) => {
      store(answer)
      if (isConflict) {
        setConflict(answer)
        return
      }
      const left: PhotoDraft =
        photoError === null ? { change: null, trouble: null } : { ...photo, trouble: photoTroubleOf(photoError) }
      keepDraft(id, null)
      setConflict(null)
      setBase(answer)
      setFields(fieldsOf(answer, language))
      setPhoto(left)
      if (photoError === null) announce(texts.saved(answer.name))
      else noticeEnd(photoError)
      if (id === null) {
        keepPhotoDraft(null, { change: null, trouble: null })
        keepPhotoDraft(answer.id, left)
        dropGuard()
        navigate(`/staff/products/${answer.id}`, { replace: true })
      }
    }
  )

  const refused = refusedFields(attempt.error).filter((name): name is FieldName =>
    fieldNames.includes(name as FieldName)
  )
  const wrong = [...new Set([...raised, ...refused])]

  function save(from: StaffProduct | null) {
    if (attempt.isPending) return
    const found = wrongFields(fields, wasShownUndeclared)
    setRound((rounds) => rounds + 1)
    setRaised(found)
    attempt.reset()
    if (found.length > 0) return
    setPhoto({ ...photo, trouble: null })
    attempt.mutate({ base: from, fields, photo: photo.change })
  }

  return {
    base,
    fields,
    changed,
    wrong,
    refused,
    round,
    conflict,
    photo,
    busy: attempt.isPending,
    error: attempt.error,
    type<Name extends FieldName>(name: Name, value: Fields[Name]) {
      const next = { ...fields, [name]: value }
      setFields(next)
      setRaised(raised.filter((one) => wrongFields(next, wasShownUndeclared).includes(one)))
    },
    changePhoto(change: PhotoChange) {
      if (isNew(photo.change) && !(isNew(change) && change.url === photo.change.url))
        URL.revokeObjectURL(photo.change.url)
      setPhoto({ change, trouble: null })
    },
    /* The file is of no use; the photo that was there stays. */
    refusePhoto(trouble: PhotoTrouble) {
      setPhoto({ ...photo, trouble })
    },
    save() {
      save(base)
    },
    discard() {
      attempt.reset()
      setRaised([])
      setFields(saved)
      setPhoto({ change: null, trouble: null })
    },
    /* Saves what was typed here on top of the other version. */
    keepMine() {
      if (conflict === null) return
      const theirs = fieldsOf(conflict, language)
      const mine = { ...theirs, ...Object.fromEntries(changed.map((name) => [name, fields[name]])) }
      setBase(conflict)
      setFields(mine)
      setConflict(null)
      attempt.mutate({ base: conflict, fields: mine, photo: photo.change })
    },
    takeTheirs() {
      if (conflict === null) return
      setBase(conflict)
      setFields(fieldsOf(conflict, language))
      setConflict(null)
      setPhoto({ change: null, trouble: null })
      attempt.reset()
    }
  }
}

export type Editor = ReturnType<typeof useEditor>
