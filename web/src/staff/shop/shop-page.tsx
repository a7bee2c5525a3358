/* shop-page.tsx -- what the owner decides about the shop; and the same for a new owner, before the first product. */
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { PageLoading } from '../../ui/page-loading'
import { PageTitle } from '../../ui/page-title'
import type { VersionedSettings } from '../api'
import { dropGuard } from '../leave-guard'
import { settingsQuery } from '../queries'
import { useStaffTexts } from '../texts'
import { TryAgain } from '../try-again'
import { Calendar } from './calendar'
import { Forget } from './forget'
import { SettingsFormFrame } from './settings-form'
import { BooksPart, HoursPart, PickupPart, ShopPart } from './settings-parts'
import { useSettingsForm } from './use-settings-form'
import './shop.css'

function useSettings() {
  const { data, isError, refetch } = useQuery(settingsQuery)
  if (data !== undefined) return { data, instead: null }
  return { data: null, instead: isError ? <TryAgain onTry={() => void refetch()} /> : <PageLoading /> }
}

function Everything({ saved }: { saved: VersionedSettings }) {
  const texts = useStaffTexts()
  const form = useSettingsForm(saved)
  return (
    <SettingsFormFrame form={form} submit={texts.editor.save}>
      <ShopPart form={form} />
      <HoursPart form={form} />
      <PickupPart form={form} />
      <BooksPart form={form} />
    </SettingsFormFrame>
  )
}

export function ShopPage() {
  const { shopPage } = useStaffTexts()
  const { data, instead } = useSettings()
  if (data === null) return instead
  return (
    <div className="staff-page">
      <PageTitle>{shopPage.title}</PageTitle>
      <Everything saved={data} />
      <Calendar />
      <Forget />
    </div>
  )
}

function FirstSteps({ saved }: { saved: VersionedSettings }) {
  const { welcome } = useStaffTexts()
  const [, navigate] = useLocation()
  const form = useSettingsForm(saved, () => {
    dropGuard()
    navigate('/staff/products/new')
  })
  return (
    <SettingsFormFrame form={form} submit={welcome.submit}>
      <ShopPart form={form} />
      <HoursPart form={form} />
    </SettingsFormFrame>
  )
}

export function WelcomePage() {
  const { welcome } = useStaffTexts()
  const { data, instead } = useSettings()
  if (data === null) return instead
  return (
    <div className="staff-page">
      <PageTitle>{welcome.title}</PageTitle>
      <p className="lead">{welcome.lead}</p>
      <FirstSteps saved={data} />
    </div>
  )
}
