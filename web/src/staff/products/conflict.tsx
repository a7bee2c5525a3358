/* conflict.tsx -- another editor saved the product meanwhile: both versions, side by side. */
import { useEffect, useRef, type ReactNode } from 'react'
import { useLanguage } from '../../texts'
import { AllergensLine } from '../../ui/allergens-line'
import { Button } from '../../ui/button'
import type { StaffProduct } from '../api'
import { useStaffTexts, type StaffTexts } from '../texts'
import { formatAgo } from '../when'
import { Picture } from '../../ui/picture'
import { changedFields, declaredBy, fieldsOf, type Fields, type FieldName } from './fields'
import { isNew, positionOf, type PhotoChange } from './photo'

function shown(fields: Fields, name: FieldName, { conflict }: StaffTexts): ReactNode {
  const value = fields[name]
  if (typeof value === 'object') return <AllergensLine of={declaredBy(value) ?? null} />
  if (typeof value === 'boolean') return value ? conflict.yes : conflict.no
  return value === '' ? conflict.empty : value
}

/* A photo that was chosen or taken away here, beside the one that is saved. */
function PhotoRow({ theirs, photo }: { theirs: StaffProduct; photo: PhotoChange }) {
  const { conflict, editor } = useStaffTexts()
  return (
    <tr>
      <th scope="row">{editor.fields.photo}</th>
      <td data-of={conflict.theirs}>
        {theirs.photo === null ? conflict.empty : <Picture of={theirs} sizes="120px" />}
      </td>
      <td data-of={conflict.yours}>
        {isNew(photo) ? (
          <img className="drawing" src={photo.url} alt="" style={{ objectPosition: positionOf(photo) }} />
        ) : (
          conflict.empty
        )}
      </td>
    </tr>
  )
}

function whoChanged({ changed_by: who }: StaffProduct, { conflict, past }: StaffTexts): string {
  return who === 'token' ? past.token : (who ?? conflict.somebody)
}

interface ConflictProps {
  theirs: StaffProduct
  mine: Fields
  photo: PhotoChange
  onKeep: () => void
  onTake: () => void
}

export function Conflict({ theirs, mine, photo, onKeep, onTake }: ConflictProps) {
  const texts = useStaffTexts()
  const { conflict, editor } = texts
  const { language } = useLanguage()
  const box = useRef<HTMLElement>(null)
  const saved = fieldsOf(theirs, language)

  useEffect(() => {
    box.current?.focus()
  }, [])

  return (
    <section className="conflict" ref={box} tabIndex={-1} aria-labelledby="conflict-title">
      <h2 id="conflict-title">{conflict.title(whoChanged(theirs, texts), formatAgo(theirs.changed_at, language))}</h2>
      <p>{conflict.lead}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{conflict.field}</th>
            <th scope="col">{conflict.theirs}</th>
            <th scope="col">{conflict.yours}</th>
          </tr>
        </thead>
        <tbody>
          {changedFields(saved, mine).map((name) => (
            <tr key={name}>
              <th scope="row">{editor.fields[name]}</th>
              <td data-of={conflict.theirs}>{shown(saved, name, texts)}</td>
              <td data-of={conflict.yours}>{shown(mine, name, texts)}</td>
            </tr>
          ))}
          {photo !== null && <PhotoRow theirs={theirs} photo={photo} />}
        </tbody>
      </table>
      <div className="staff-actions">
        <Button look="main" onClick={onKeep}>
          {conflict.keep}
        </Button>
        <Button onClick={onTake}>{conflict.take}</Button>
      </div>
    </section>
  )
}
