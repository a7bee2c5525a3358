/* api.ts -- what the staff read and write. Types come from the API's description. */
import { get, getVersioned, postFile, putVersioned, send, sendFile, type Versioned } from '../api/client'
import type { components } from '../api/schema'

type Schemas = components['schemas']

export type Member = Schemas['Member']
export type Role = Schemas['Role']
export type StaffProduct = Schemas['AdminProduct']
export type ProductInput = Schemas['ProductInput']
export type ProductPatch = Schemas['ProductPatch']
export type Account = Schemas['AccountList']['accounts'][number]
export type AccountInput = Schemas['AccountInput']
export type AccountPatch = Schemas['AccountPatch']
export type NewAccount = Schemas['NewAccount']
export type ImportPlan = Schemas['ImportPlan']
export type Forgotten = Schemas['Forgotten']
export type Categories = Schemas['Categories']
export type VersionedCategories = Versioned<Categories>
export type Settings = Schemas['Settings']
export type VersionedSettings = Versioned<Settings>
export type CalendarDate = Schemas['CalendarDate']
export type DateInput = Schemas['DateInput']
export type HistoryEntry = Schemas['HistoryEntry']
export type HistoryPage = Schemas['History']

export const getMember = (signal?: AbortSignal) => get<Member>('/api/staff/session', signal)

export const signIn = (body: Schemas['SignIn']) => send<undefined>('POST', '/api/staff/session', body)

export const signOut = () => send<undefined>('DELETE', '/api/staff/session')

export const join = (body: Schemas['Join']) => send<undefined>('POST', '/api/staff/join', body)

export const changePassword = (body: Schemas['PasswordChange']) => send<undefined>('POST', '/api/staff/password', body)

/* All pages of the list. */
export async function getAllProducts(signal?: AbortSignal): Promise<StaffProduct[]> {
  const all: StaffProduct[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: Schemas['ProductPage'] = await get(`/api/staff/products?after=${after}`, signal)
    all.push(...page.products)
    after = page.next
  }
  return all
}

export const getProduct = (id: number) => get<StaffProduct>(`/api/products/${id}`)

export const addProduct = (product: ProductInput) => send<StaffProduct>('POST', '/api/products', product)

export const changeProduct = (id: number, patch: ProductPatch, version: number) =>
  send<StaffProduct>('PATCH', `/api/products/${id}`, patch, version)

/* `before`: the id of another product of the shelf; null: the end. */
export const placeProduct = (id: number, before: number | null) =>
  send<undefined>('PUT', `/api/products/${id}/place`, { before })

/* What a file would change; `etag` imports just that. */
export const tryImport = (file: File) => postFile<ImportPlan>('/api/staff/products/import?dry_run=true', file, null)

export const importProducts = (file: File, etag: string) =>
  postFile<ImportPlan>('/api/staff/products/import', file, etag)

export const setSoldOut = (id: number, soldOut: boolean) =>
  send<StaffProduct>(soldOut ? 'PUT' : 'DELETE', `/api/products/${id}/sold-out`)

/* `focus`: "50,30", in per cent. */
export const putPhoto = (id: number, file: File, focus: string, version: number) =>
  sendFile<StaffProduct>(`/api/products/${id}/photo?focus=${focus}`, file, version)

export const removePhoto = (id: number, version: number) =>
  send<StaffProduct>('DELETE', `/api/products/${id}/photo`, undefined, version)

export const getCategories = (signal: AbortSignal) => getVersioned<Categories>('/api/staff/categories', signal)

export const putCategories = (categories: Categories, version: number) =>
  putVersioned<Categories>('/api/staff/categories', categories, version)

export const getAccounts = (signal?: AbortSignal) => get<Schemas['AccountList']>('/api/staff/accounts', signal)

export const addAccount = (account: AccountInput) => send<NewAccount>('POST', '/api/staff/accounts', account)

export const changeAccount = (id: number, patch: AccountPatch) =>
  send<Schemas['Account']>('PATCH', `/api/staff/accounts/${id}`, patch)

export const makeLink = (id: number) => send<Schemas['Link']>('POST', `/api/staff/accounts/${id}/link`)

export const getHistory = (before: number | null, signal?: AbortSignal) =>
  get<HistoryPage>(`/api/staff/history${before === null ? '' : `?before=${before}`}`, signal)

export const getSettings = (signal: AbortSignal) => getVersioned<Settings>('/api/staff/settings', signal)

export const putSettings = (settings: Settings, version: number) =>
  putVersioned<Settings>('/api/staff/settings', settings, version)

/* A large shop is searched in several requests. */
export async function forgetCustomer(email: string): Promise<Pick<Forgotten, 'erased' | 'open'>> {
  const sum = { erased: 0, open: 0 }
  for (let after: number | null | undefined; after !== null;) {
    const answer: Forgotten = await send('POST', '/api/staff/forget', { email, after: after ?? null })
    sum.erased += answer.erased
    sum.open += answer.open
    after = answer.after
  }
  return sum
}

export const getCalendar = (signal: AbortSignal) => get<Schemas['Calendar']>('/api/staff/calendar', signal)

export const putDate = (date: string, input: DateInput) =>
  send<CalendarDate>('PUT', `/api/staff/calendar/${date}`, input)

export const removeDate = (date: string) => send<undefined>('DELETE', `/api/staff/calendar/${date}`)
