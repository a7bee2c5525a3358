/* page-loading.tsx -- in the place of a page whose code is still on its way; says so when that takes long. */
import { useTexts } from '../texts'
import { useSlow } from './slow'

export function PageLoading() {
  const { shell } = useTexts()
  const slow = useSlow(true)
  return (
    <div className="wrap page page-loading" role="status">
      {slow && <p className="lead">{shell.loading}</p>}
    </div>
  )
}
