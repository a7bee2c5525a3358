/* client.ts -- reads and writes the shop's API. Types come from its description, src/api/openapi/. */
import { Problem, readProblem } from './problem'
import type { components } from './schema'

type Schemas = components['schemas']

export type Shop = Schemas['Shop']
export type OpeningHours = Schemas['OpeningHours']
export type Product = Schemas['Product']
export type Allergen = Schemas['Allergen']
export type Allergens = Schemas['Allergens']
export type Order = Schemas['Order']
export type OrderInput = Schemas['OrderInput']
export type OrderPlaced = Schemas['OrderPlaced']
export type Pickup = Schemas['Pickup']
export type PickupChoice = Schemas['PickupChoice']
export type PickupDay = Schemas['PickupDay']
export type PickupTime = Schemas['PickupTime']

const READ_TIMEOUT_MS = 10_000
/* Longer than the server's own deadline for a request, so that its answer is what decides. */
const WRITE_TIMEOUT_MS = 20_000
const UPLOAD_TIMEOUT_MS = 250_000

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

async function answerTo(path: string, init: RequestInit): Promise<[Response, unknown]> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (cause) {
    throw new Problem(0, cause instanceof Error ? cause.message : String(cause))
  }
  if (response.status === 204) return [response, undefined]
  const body = await readJson(response)
  if (!response.ok) throw readProblem(response.status, response.headers.get('Retry-After'), body)
  if (body === undefined) throw new Problem(0, 'the answer was cut off')
  return [response, body]
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const [, body] = await answerTo(path, init)
  return body as T
}

export interface Versioned<T> {
  body: T
  version: number // as the ETag says it
}

async function versioned<T>(answer: Promise<[Response, unknown]>): Promise<Versioned<T>> {
  const [{ headers }, body] = await answer
  return { body: body as T, version: Number(headers.get('ETag')?.replaceAll('"', '')) }
}

const reading = (signal?: AbortSignal): RequestInit => {
  const timeout = AbortSignal.timeout(READ_TIMEOUT_MS)
  return { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) }
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request(path, reading(signal))

export const getVersioned = <T>(path: string, signal: AbortSignal): Promise<Versioned<T>> =>
  versioned(answerTo(path, reading(signal)))

export const getProducts = (signal?: AbortSignal): Promise<Product[]> => get('/api/products', signal)

export const getShop = (signal?: AbortSignal): Promise<Shop> => get('/api/shop', signal)

/* `items`: a basket, as product:quantity with commas; '' for the menu. */
export const getPickup = (items: string, signal?: AbortSignal): Promise<Pickup> =>
  get(items === '' ? '/api/pickup' : `/api/pickup?items=${items}`, signal)

export const getOrder = (id: string, signal?: AbortSignal): Promise<Order> =>
  get(`/api/orders/${encodeURIComponent(id)}`, signal)

/* JSON, with the version that a change is based on. */
function sending(method: string, body?: object, version?: number): RequestInit {
  const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
  if (version !== undefined) headers['If-Match'] = `"${version}"`
  return {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(WRITE_TIMEOUT_MS)
  }
}

export const send = <T>(method: string, path: string, body?: object, version?: number): Promise<T> =>
  request(path, sending(method, body, version))

export const putVersioned = <T>(path: string, body: object, version: number): Promise<Versioned<T>> =>
  versioned(answerTo(path, sending('PUT', body, version)))

export const cancelOrder = (id: string): Promise<Order> => send('POST', `/api/orders/${encodeURIComponent(id)}/cancel`)

/* Sends a file, with the version that it replaces something of. */
export function sendFile<T>(path: string, file: File, version: number): Promise<T> {
  return request(path, {
    method: 'PUT',
    headers: { 'If-Match': `"${version}"` },
    body: file,
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS)
  })
}

/* Sends a file for the server to look at. `etag`: what it must still say about it. */
export async function postFile<T>(path: string, file: File, etag: string | null): Promise<{ body: T; etag: string }> {
  const [{ headers }, body] = await answerTo(path, {
    method: 'POST',
    headers: etag === null ? {} : { 'If-Match': etag },
    body: file,
    signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS)
  })
  return { body: body as T, etag: headers.get('ETag') ?? '' }
}

/* `body` is JSON, byte for byte the same for each repetition with the same key. */
export const postOrder = (key: string, body: string): Promise<OrderPlaced> =>
  request('/api/orders', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body,
    signal: AbortSignal.timeout(WRITE_TIMEOUT_MS)
  })
