/* product-missing.tsx -- for a product that is not on the list: it was removed, or never existed. */
import { useTexts } from '../../texts'
import { ButtonLink } from '../../ui/button'
import { Drawing } from '../../ui/drawing'
import { PageTitle } from '../../ui/page-title'

export function ProductMissing() {
  const { product, menu } = useTexts()
  return (
    <div className="wrap page">
      <PageTitle>{product.missing}</PageTitle>
      <div className="bare-shelf">
        <Drawing of={{ image: null, category: 'pastry' }} state="outline" />
      </div>
      <p>{product.missingMore}</p>
      <ButtonLink look="main" href="/" className="page-way-on">
        {menu.showEverything}
      </ButtonLink>
    </div>
  )
}
