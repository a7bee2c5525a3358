/* use-settings-form.ts -- the state of the settings' form. A change names the version that it is based on; if somebody has
 * saved another one meanwhile, the owner chooses which one stays. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { announce } from '../../ui/announce'
import { putSettings, type VersionedSettings } from '../api'
import { refusedFields, statusOf } from '../form-problem'
import { settingsQuery, useChange } from '../queries'
import { useStaffTexts } from '../texts'
import {
  changedFields,
  fieldsOf,
  settingsOf,
  wrongFields,
  type SettingsFieldName,
  type SettingsFields
} from './settings-fields'

export function useSettingsForm(saved: VersionedSettings, onSaved?: () => void) {
  const texts = useStaffTexts()
  const client = useQueryClient()
  const [base, setBase] = useState(saved)
  const [fields, setFields] = useState(() => fieldsOf(saved.body))
  const [raised, setRaised] = useState<readonly SettingsFieldName[]>([])
  const [round, setRound] = useState(0)
  const changed = changedFields(base.body, fields)

  // Nothing was typed: newer settings take the place of those that are shown.
  if (changed.length === 0 && saved.version > base.version) {
    setBase(saved)
    setFields(fieldsOf(saved.body))
  }

  const attempt = useChange(
    (version: number) => putSettings(settingsOf(fields), version),
    (answer) => {
      client.setQueryData(settingsQuery.queryKey, answer)
      setBase(answer)
      setFields(fieldsOf(answer.body))
      announce(texts.shopPage.saved)
      void client.invalidateQueries({ queryKey: ['shop'] })
      onSaved?.()
    }
  )
  const conflict = statusOf(attempt.error) === 412
  const refused = refusedFields(attempt.error).map((name) =>
    name === 'opening_hours' ? 'mon' : name
  ) as SettingsFieldName[]

  function send(version: number) {
    if (attempt.isPending) return
    const wrong = wrongFields(fields)
    setRound((rounds) => rounds + 1)
    setRaised(wrong)
    attempt.reset()
    if (wrong.length === 0) attempt.mutate(version)
  }

  return {
    fields,
    changed,
    wrong: [...new Set([...raised, ...refused])],
    refused,
    round,
    conflict,
    busy: attempt.isPending,
    unreachable: attempt.error !== null && !conflict && refused.length === 0,
    type<Name extends keyof SettingsFields>(name: Name, value: SettingsFields[Name]) {
      const next = { ...fields, [name]: value }
      setFields(next)
      setRaised(raised.filter((one) => wrongFields(next).includes(one)))
    },
    save() {
      send(base.version)
    },
    discard() {
      attempt.reset()
      setRaised([])
      setBase(saved)
      setFields(fieldsOf(saved.body))
    },
    /* Reads the other version first, so that its number is known. */
    async keepMine() {
      const { version } = await client.fetchQuery({ ...settingsQuery, staleTime: 0 })
      send(version)
    },
    async takeTheirs() {
      const theirs = await client.fetchQuery({ ...settingsQuery, staleTime: 0 })
      attempt.reset()
      setRaised([])
      setBase(theirs)
      setFields(fieldsOf(theirs.body))
    }
  }
}

export type SettingsForm = ReturnType<typeof useSettingsForm>
