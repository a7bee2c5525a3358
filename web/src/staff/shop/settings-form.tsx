/* settings-form.tsx -- the form around some parts of the settings: what is wrong, what is not saved, who was faster. */
import type { ReactNode } from 'react'
import { useTexts } from '../../texts'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { useGuardedChanges } from '../leave-guard'
import { useStaffTexts } from '../texts'
import { weekdays, type SettingsFieldName, type Weekday } from './settings-fields'
import { fieldId } from './settings-parts'
import type { SettingsForm } from './use-settings-form'

function Faster({ form }: { form: SettingsForm }) {
  const { shopPage, conflict } = useStaffTexts()
  return (
    <section className="conflict" aria-labelledby="settings-conflict">
      <h2 id="settings-conflict">{shopPage.faster}</h2>
      <p>{shopPage.fasterLead}</p>
      <div className="staff-actions">
        <Button look="main" onClick={() => void form.keepMine()}>
          {conflict.keep}
        </Button>
        <Button onClick={() => void form.takeTheirs()}>{conflict.take}</Button>
      </div>
    </section>
  )
}

const isWeekday = (name: SettingsFieldName): name is Weekday => weekdays.includes(name as Weekday)

interface SettingsFormProps {
  form: SettingsForm
  submit: string
  children: ReactNode
}

export function SettingsFormFrame({ form, submit, children }: SettingsFormProps) {
  const texts = useStaffTexts()
  const { weekdays: names } = useTexts()
  const { shopPage } = texts
  const labelOf = (name: SettingsFieldName) =>
    isWeekday(name) ? (names[(weekdays.indexOf(name) + 1) % 7] ?? name) : shopPage.fields[name]
  const unsaved = form.changed.map(labelOf).join(', ')
  const lines = [
    ...form.wrong.map((name) => ({
      target: fieldId(name),
      text: isWeekday(name) ? `${labelOf(name)}: ${shopPage.errors[name]}` : shopPage.errors[name]
    })),
    ...(form.unreachable ? [{ target: fieldId('name'), text: texts.notSaved }] : [])
  ]
  useGuardedChanges(unsaved)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.save()
      }}
    >
      {lines.length > 0 && !form.busy && <ErrorSummary heading={texts.problem} lines={lines} round={form.round} />}
      {form.conflict && <Faster form={form} />}
      {children}
      <div className="save-bar">
        <Button type="submit" look="main" busy={form.busy}>
          {form.busy ? texts.editor.saving : submit}
        </Button>
        {unsaved !== '' && (
          <Button look="link" onClick={form.discard}>
            {texts.editor.discard}
          </Button>
        )}
        <p className="small">{unsaved === '' ? texts.editor.noChanges : texts.editor.unsaved(unsaved)}</p>
      </div>
    </form>
  )
}
