/* new-password.ts -- what is wrong with a new password, as far as the page can say. */
import type { StaffTexts } from '../texts'

const MIN = 10
const MAX = 128

/* null: nothing. The server also refuses the commonest passwords: 422, for one of an allowed length. */
export function newPasswordProblem(password: string, texts: StaffTexts): string | null {
  const length = Array.from(password).length
  if (length < MIN) return texts.password.short
  if (length > MAX) return texts.password.long
  return null
}
