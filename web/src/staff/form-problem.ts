/* form-problem.ts -- which fields of a form the server refuses. */
import { Problem } from '../api/problem'

/* The names of the fields, as their JSON pointers have them: "/email" is "email". */
export function refusedFields(error: Error | null): string[] {
  return error instanceof Problem ? error.errors.map(({ pointer }) => pointer.slice(1).split('/')[0] ?? '') : []
}

export const statusOf = (error: Error | null): number | null => (error instanceof Problem ? error.status : null)

/* Why a change was not made: in the server's words if it decided so, else `otherwise`. */
export const reasonOf = (error: Error, otherwise: string): string =>
  error instanceof Problem && !error.passes ? error.message : otherwise
