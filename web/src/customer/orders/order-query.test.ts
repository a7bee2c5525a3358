import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import type { Order } from '../../api/client'
import { orderQuery } from './order-query'

const order = (status: 'processing' | 'completed') =>
  ({ status, fulfilment: 'new', failure_reason: null, updated_at: '2026-06-18T12:44:10Z' }) as Order

test('an answer that the stream has overtaken does not bring the old state back', async () => {
  const client = new QueryClient()
  const answers: ((answer: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise((resolve) => answers.push(resolve)))
  const query = new QueryObserver(client, { ...orderQuery('7'), initialData: order('processing') })
  const leave = query.subscribe(() => undefined)

  const read = query.refetch()
  await vi.waitFor(() => {
    expect(answers.length).toBeGreaterThan(0)
  })
  client.setQueryData(orderQuery('7').queryKey, order('completed'))
  for (const answer of answers) answer(Response.json(order('processing')))
  await read
  expect(query.getCurrentResult().data?.status).toBe('completed')
  leave()
  vi.unstubAllGlobals()
})
