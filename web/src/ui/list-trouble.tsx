/* list-trouble.tsx -- the product list could not be read, and there is none from before. */
import { useProducts, useShop } from '../api/queries'
import { useTexts } from '../texts'
import { Button } from './button'
import { Note } from './note'
import { PhoneLink } from './phone-link'

export function ListTrouble() {
  const { trouble } = useTexts()
  const { phone } = useShop()
  const { refetch, isFetching } = useProducts()
  return (
    <Note kind="error" heading={trouble.menu} className="page-note" live>
      <p>
        {trouble.basketIsSafe}{' '}
        {phone === '' ? (
          trouble.checkOnly
        ) : (
          <>
            {trouble.check} <PhoneLink number={phone} />.
          </>
        )}
      </p>
      <Button look="main" busy={isFetching} onClick={() => void refetch()}>
        {trouble.again}
      </Button>
    </Note>
  )
}
