/* list-trouble.tsx -- shown if the product list cannot be loaded and there is no older one. */
import { useProducts, useShop } from '../api/queries'
import { useTexts } from '../texts'
import { Button } from './button'
import { Note } from './note'
import { usePassFocus } from './pass-focus'
import { PhoneLink } from './phone-link'

/* `titled`: the page's title already says what the heading would say. */
export function ListTrouble({ titled = false }: { titled?: boolean }) {
  const { trouble } = useTexts()
  const again = usePassFocus()
  const { phone } = useShop()
  const { refetch, isFetching } = useProducts()
  return (
    <Note kind="error" heading={titled ? undefined : trouble.menu} className="page-note" live>
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
      <Button look="main" ref={again} busy={isFetching} onClick={() => void refetch()}>
        {trouble.again}
      </Button>
    </Note>
  )
}
