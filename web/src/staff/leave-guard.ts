/* leave-guard.ts -- asks before a link leaves a form with changes. The form says what changed; leave-dialog.tsx asks. A
 * step back in the history cannot be stopped, so the form also keeps its draft on the device. */
import { useEffect, useSyncExternalStore } from 'react'
import type { AroundNavHandler } from 'wouter'

interface Guard {
  changes: string // words for what would be lost; '': nothing
  pending: (() => void) | null // the step that waits for an answer
}

let guard: Guard = { changes: '', pending: null }
const listeners = new Set<() => void>()

function set(next: Guard): void {
  guard = next
  for (const listener of listeners) listener()
}

export const guardedNavigation: AroundNavHandler = (navigate, to, options) => {
  if (guard.changes === '') navigate(to, options)
  else
    set({
      ...guard,
      pending: () => {
        navigate(to, options)
      }
    })
}

export function answerGuard(leaves: boolean): void {
  const { pending } = guard
  set({ changes: leaves ? '' : guard.changes, pending: null })
  if (leaves) pending?.()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useGuard = (): Guard => useSyncExternalStore(subscribe, () => guard)

/* Guards as long as the component is shown. The browser asks itself when the document is left. */
export function useGuardedChanges(changes: string): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault()
    }
    set({ changes, pending: null })
    if (changes !== '') addEventListener('beforeunload', ask)
    return () => {
      removeEventListener('beforeunload', ask)
      set({ changes: '', pending: null })
    }
  }, [changes])
}

/* Before a step that the form itself takes, after it has saved. */
export function dropGuard(): void {
  set({ changes: '', pending: null })
}
