/* queries.ts -- the server's state for the staff. A session that has ended shows the sign-in in place of the page; what
 * was typed stays on the device. */
import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Problem } from '../api/problem'
import { queryClient } from '../api/queries'
import {
  getAccounts,
  getAllProducts,
  getCalendar,
  getCategories,
  getHistory,
  getMember,
  getSettings,
  placeProduct,
  type Member,
  type StaffProduct
} from './api'
import { withMove } from './products/order'

const FRESH_MS = 30_000

/* A list shows what others change, and notices if it cannot be read any more (stale-bar.tsx). */
const live = { staleTime: FRESH_MS, refetchInterval: FRESH_MS }

const SESSION = ['staff', 'session']

/* null: nobody is signed in. */
const sessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: async ({ signal }): Promise<Member | null> => {
    try {
      return await getMember(signal)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
  staleTime: FRESH_MS
})

export const useSession = () => useQuery(sessionQuery)

export function forgetSession(): void {
  queryClient.setQueryData<Member | null>(SESSION, null)
}

/* Also when a request has just begun one: whatever another member saw is read anew. */
export const readSessionAgain = () => queryClient.resetQueries({ queryKey: ['staff'] })

/* Reads the session again, and shows what is known meanwhile. */
export const checkSession = () => queryClient.invalidateQueries({ queryKey: SESSION })

/* Ends the page's session with the server's. */
export function noticeEnd(error: unknown): void {
  if (error instanceof Problem && error.status === 401) forgetSession()
}

async function noticing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    noticeEnd(error)
    throw error
  }
}

export const staffProductsQuery = queryOptions({
  queryKey: ['staff', 'products'],
  queryFn: ({ signal }) => noticing(getAllProducts(signal)),
  ...live
})

export const categoriesQuery = queryOptions({
  queryKey: ['staff', 'categories'],
  queryFn: ({ signal }) => noticing(getCategories(signal))
})

export const accountsQuery = queryOptions({
  queryKey: ['staff', 'accounts'],
  queryFn: ({ signal }) => noticing(getAccounts(signal)),
  ...live
})

export const settingsQuery = queryOptions({
  queryKey: ['staff', 'settings'],
  queryFn: ({ signal }) => noticing(getSettings(signal))
})

export const calendarQuery = queryOptions({
  queryKey: ['staff', 'calendar'],
  queryFn: ({ signal }) => noticing(getCalendar(signal)),
  ...live
})

/* Older pages do not change, and would all be read again. */
export const historyQuery = infiniteQueryOptions({
  queryKey: ['staff', 'history'],
  queryFn: ({ pageParam, signal }) => noticing(getHistory(pageParam, signal)),
  initialPageParam: null as number | null,
  getNextPageParam: (page) => page.next,
  staleTime: FRESH_MS,
  refetchInterval: ({ state: { data } }) => (data !== undefined && data.pages.length > 1 ? false : FRESH_MS)
})

/* After a change that failed for a reason that passes, what is shown may be old, too: it is read again. */
function noticeTrouble(error: unknown): void {
  noticeEnd(error)
  if (error instanceof Problem && error.passes) void queryClient.invalidateQueries({ queryKey: ['staff'] })
}

/* A change: `onSuccess` runs after it. */
export function useChange<In, Out>(change: (input: In) => Promise<Out>, onSuccess: (output: Out, input: In) => void) {
  return useMutation<Out, Error, In>({ mutationFn: change, onError: noticeTrouble, onSuccess, retry: false })
}

/* The list gets a product as the server has just answered, and is read again later. */
export function useStoreProduct(): (product: StaffProduct) => void {
  const client = useQueryClient()
  return (product) => {
    client.setQueryData(staffProductsQuery.queryKey, (all) =>
      all === undefined ? all : [...all.filter(({ id }) => id !== product.id), product].sort((a, b) => a.id - b.id)
    )
    void client.invalidateQueries({ queryKey: ['products'] })
  }
}

const MOVES = ['staff', 'moves']

/* The list shows the move at once. Moves are made one after the other; after the last one the list is read again. */
export function useMoveProduct() {
  const client = useQueryClient()
  const { queryKey } = staffProductsQuery
  return useMutation({
    mutationKey: MOVES,
    scope: { id: 'moves' },
    mutationFn: ({ id, before }: { id: number; before: number | null }) => placeProduct(id, before),
    retry: false,
    onMutate: async ({ id, before }) => {
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, (all) => (all === undefined ? all : withMove(all, id, before)))
    },
    onError: noticeEnd,
    onSettled: () => {
      if (client.isMutating({ mutationKey: MOVES }) > 1) return
      void client.invalidateQueries({ queryKey })
      void client.invalidateQueries({ queryKey: ['products'] })
    }
  })
}
