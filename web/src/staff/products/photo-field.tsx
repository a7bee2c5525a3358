/* photo-field.tsx -- chooses a photo, and which part of it is shown. */
import { useStaffTexts } from '../texts'
import { Button } from '../../ui/button'
import { isNew, readPhoto, roomOf, type PhotoChange, type PhotoTrouble } from './photo'

interface PhotoFieldProps {
  saved: string | null
  change: PhotoChange
  error: string | undefined
  onChange: (change: PhotoChange) => void
  onTrouble: (trouble: PhotoTrouble) => void
}

export function PhotoField({ saved, change, error, onChange, onTrouble }: PhotoFieldProps) {
  const texts = useStaffTexts().editor.photo
  const has = isNew(change) || (saved !== null && change === null)
  const room = isNew(change) ? roomOf(change) : null

  async function choose(file: File | undefined) {
    if (file === undefined) return
    const read = await readPhoto(file)
    if (typeof read === 'string') onTrouble(read)
    else onChange(read)
  }

  return (
    <div className={error === undefined ? 'field' : 'field field-wrong'}>
      {error !== undefined && (
        <p className="field-error" id="photo-error">
          {error}
        </p>
      )}
      <div className="photo-choice">
        <input
          id="photo"
          className="visually-hidden"
          type="file"
          accept="image/jpeg,image/png,image/webp"
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? 'photo-hint' : 'photo-error photo-hint'}
          onChange={(event) => {
            void choose(event.target.files?.[0])
            event.target.value = '' // so that the same file can be chosen again
          }}
        />
        <label htmlFor="photo" className="button button-plain">
          {has ? texts.other : texts.choose}
        </label>
        {has && (
          <Button
            look="link"
            onClick={() => {
              onChange(saved === null ? null : 'none')
            }}
          >
            {texts.remove}
          </Button>
        )}
      </div>
      <p className="field-hint" id="photo-hint">
        {texts.hint}
      </p>
      {isNew(change) && room !== null && (
        <label className="photo-part">
          {texts.part[room]}
          <input
            type="range"
            min={0}
            max={100}
            value={change.at}
            onChange={(event) => {
              onChange({ ...change, at: event.target.valueAsNumber })
            }}
          />
        </label>
      )}
    </div>
  )
}
