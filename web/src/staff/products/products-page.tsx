/* products-page.tsx -- the list of products and, beside it or on small screens instead of it, one of them. */
import { useQuery } from '@tanstack/react-query'
import { PageLoading } from '../../ui/page-loading'
import { PageTitle } from '../../ui/page-title'
import { staffProductsQuery } from '../queries'
import { useStaffTexts } from '../texts'
import { TryAgain } from '../try-again'
import { ProductEditor } from './product-editor'
import { ProductList } from './product-list'
import './products.css'

interface ProductsPageProps {
  id: string | undefined
  mayEdit: boolean
}

export function ProductsPage({ id, mayEdit }: ProductsPageProps) {
  const texts = useStaffTexts()
  const { data, isError, refetch } = useQuery(staffProductsQuery)
  if (data === undefined) return isError ? <TryAgain onTry={() => void refetch()} /> : <PageLoading />

  const product = id === undefined || id === 'new' ? null : data.find((one) => String(one.id) === id)
  const edits = id !== undefined && mayEdit
  return (
    <div className={edits ? 'split split-chosen' : 'split'}>
      <ProductList products={data} chosen={product?.id ?? null} mayEdit={mayEdit} titled={!edits} />
      <div className="split-detail">
        {edits && product !== undefined && <ProductEditor key={id} product={product} all={data} />}
        {edits && product === undefined && <PageTitle>{texts.editor.missing}</PageTitle>}
        {!edits && mayEdit && <p className="split-hint lead">{texts.list.choose}</p>}
      </div>
    </div>
  )
}
