/* try-again.tsx -- for a page whose data does not come. */
import { Button } from '../ui/button'
import { Note } from '../ui/note'
import { useStaffTexts } from './texts'

export function TryAgain({ onTry }: { onTry: () => void }) {
  const texts = useStaffTexts()
  return (
    <div className="staff-page">
      <Note kind="error" live>
        <p>{texts.unreachable}</p>
        <Button look="main" onClick={onTry}>
          {texts.again}
        </Button>
      </Note>
    </div>
  )
}
