/* order-query.ts -- an order, as TanStack Query keeps it. */
import { queryOptions } from '@tanstack/react-query'
import { getOrder, type Order } from '../../api/client'
import { laterOf } from './states'

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => getOrder(id, signal),
    // The stream may overtake a response: the later state wins.
    structuralSharing: (known, read) => laterOf(known as Order | undefined, read as Order)
  })
