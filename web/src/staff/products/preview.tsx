/* preview.tsx -- the product as customers would see it on the shelf. */
import { AllergensLine } from '../../ui/allergens-line'
import { Drawing } from '../../ui/drawing'
import { PriceTag } from '../../ui/price-tag'
import { useStaffTexts } from '../texts'
import { declaredBy, readPrice, type Fields } from './fields'

export function Preview({ fields }: { fields: Fields }) {
  const { editor } = useStaffTexts()
  const cents = readPrice(fields.price)
  const image = fields.image === '' ? null : fields.image
  return (
    <aside className="preview" aria-label={editor.preview}>
      <h2 className="preview-heading">{editor.preview}</h2>
      <div className="preview-box">
        <div className="preview-plate">
          <Drawing of={{ image, category: fields.category }} state={fields.active ? 'baked' : 'outline'} />
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
