/* home.tsx -- where a member begins: with the products; the owner of a new shop with its name and hours. */
import { useQuery } from '@tanstack/react-query'
import { Redirect } from 'wouter'
import { PageLoading } from '../ui/page-loading'
import type { Member } from './api'
import { settingsQuery, staffProductsQuery } from './queries'

/* The version of settings that nobody has changed yet. */
const FIRST_VERSION = 1

function OwnersHome() {
  const products = useQuery(staffProductsQuery)
  const settings = useQuery(settingsQuery)
  const isKnown = (products.data !== undefined && settings.data !== undefined) || products.isError || settings.isError
  if (!isKnown) return <PageLoading />
  const isNew = products.data?.length === 0 && settings.data?.version === FIRST_VERSION
  return <Redirect to={isNew ? '/staff/welcome' : '/staff/products'} replace />
}

export function Home({ member }: { member: Member }) {
  return member.role === 'owner' ? <OwnersHome /> : <Redirect to="/staff/products" replace />
}
