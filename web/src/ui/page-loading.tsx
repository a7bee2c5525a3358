/* page-loading.tsx -- shown while the code of a page loads; says so if that takes long. */
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
