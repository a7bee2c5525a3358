/* preview.tsx -- the product as customers would see it on the shelf. */
import { AllergensLine } from '../../ui/allergens-line'
import { Picture } from '../../ui/picture'
import { PriceTag } from '../../ui/price-tag'
import { useStaffTexts } from '../texts'
import { declaredBy, readPrice, type Fields } from './fields'
import { isNew, positionOf, type PhotoChange } from './photo'

interface PreviewProps {
  fields: Fields
  saved: string | null // the photo
  photo: PhotoChange
}

export function Preview({ fields, saved, photo }: PreviewProps) {
  const { editor } = useStaffTexts()
  const cents = readPrice(fields.price)
  const image = fields.image === '' ? null : fields.image
  return (
    <aside className="preview" aria-label={editor.preview}>
      <h2 className="preview-heading">{editor.preview}</h2>
      <div className="preview-box">
        <div className="preview-plate">
          {isNew(photo) && fields.active ? (
            <img className="drawing" src={photo.url} alt="" style={{ objectPosition: positionOf(photo) }} />
          ) : (
            <Picture
              of={{ image, category: fields.category, photo: photo === null ? saved : null }}
              sizes="290px"
              state={fields.active ? 'baked' : 'outline'}
            />
          )}
        </div>
        {cents !== null && <PriceTag cents={cents} />}
        <p className="preview-name">{fields.name}</p>
        <p className="preview-text">
          {fields.description} {fields.size}
        </p>
        <AllergensLine of={declaredBy(fields.allergens) ?? null} />
      </div>
    </aside>
  )
}
