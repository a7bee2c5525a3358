/* settings-parts.tsx -- the parts of the settings' form. */
import { useTexts } from '../../texts'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { useStaffTexts } from '../texts'
import { weekdays, type SettingsFieldName, type SettingsFields } from './settings-fields'
import type { SettingsForm } from './use-settings-form'

interface PartProps {
  form: SettingsForm
}

export const fieldId = (name: SettingsFieldName) => `settings-${name}`

function useErrorOf(form: SettingsForm): (name: SettingsFieldName) => string | undefined {
  const { shopPage } = useStaffTexts()
  return (name) => {
    if (!form.wrong.includes(name)) return undefined
    return form.refused.includes(name)
      ? name === 'currency'
        ? shopPage.currencyStays
        : shopPage.refused
      : shopPage.errors[name]
  }
}

type TextName = Exclude<keyof SettingsFields, 'hours' | 'language' | 'slot_minutes'>

interface TextProps extends PartProps {
  name: TextName
  optional?: boolean
  inputMode?: 'numeric' | 'decimal' | 'tel'
  list?: string
}

function Text({ form, name, optional = false, inputMode, list }: TextProps) {
  const { shopPage, editor } = useStaffTexts()
  const errorOf = useErrorOf(form)
  const hint: string | undefined = shopPage.hints[name]
  return (
    <Field
      id={fieldId(name)}
      label={optional ? `${shopPage.fields[name]} ${editor.optional}` : shopPage.fields[name]}
      hint={hint}
      value={form.fields[name]}
      error={errorOf(name)}
      inputMode={inputMode}
      list={list}
      autoComplete="off"
      className={inputMode === 'numeric' || inputMode === 'decimal' ? 'money' : undefined}
      onChange={(event) => {
        form.type(name, event.target.value)
      }}
    />
  )
}

interface SelectProps<Name extends 'language' | 'slot_minutes'> extends PartProps {
  name: Name
  options: readonly (readonly [SettingsFields[Name], string])[]
}

function Select<Name extends 'language' | 'slot_minutes'>({ form, name, options }: SelectProps<Name>) {
  const { shopPage } = useStaffTexts()
  return (
    <div className="field">
      <label htmlFor={fieldId(name)}>{shopPage.fields[name]}</label>
      <div className="field-box">
        <select
          id={fieldId(name)}
          className="input"
          value={form.fields[name]}
          onChange={(event) => {
            form.type(name, event.target.value as SettingsFields[Name])
          }}
        >
          {options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}

const zones = () => Intl.supportedValuesOf('timeZone')

export function ShopPart({ form }: PartProps) {
  const { shopPage } = useStaffTexts()
  return (
    <section className="editor-part" aria-labelledby="shop-part">
      <h2 id="shop-part">{shopPage.theShop}</h2>
      <Text form={form} name="name" />
      <Text form={form} name="address" optional />
      <div className="field-pair">
        <Text form={form} name="phone" optional inputMode="tel" />
        <Text form={form} name="currency" />
      </div>
      <div className="field-pair">
        <Select
          form={form}
          name="language"
          options={[
            ['en', 'English'],
            ['de', 'Deutsch']
          ]}
        />
        <Text form={form} name="time_zone" list="zones" />
        <datalist id="zones">
          {zones().map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
    </section>
  )
}

export function HoursPart({ form }: PartProps) {
  const { shopPage } = useStaffTexts()
  const { weekdays: names } = useTexts()
  const errorOf = useErrorOf(form)
  const { hours } = form.fields
  return (
    <section className="editor-part" aria-labelledby="hours-part">
      <h2 id="hours-part">{shopPage.hours}</h2>
      <p className="field-hint" id="hours-hint">
        {shopPage.hoursHint}
      </p>
      {weekdays.map((day, i) => {
        const before = weekdays[i - 1]
        const name = names[(i + 1) % 7] ?? day
        return (
          <div className="hours-row" key={day}>
            <Field
              id={fieldId(day)}
              label={name}
              value={hours[day]}
              error={errorOf(day)}
              placeholder={shopPage.closed}
              autoComplete="off"
              onChange={(event) => {
                form.type('hours', { ...hours, [day]: event.target.value })
              }}
            />
            {before !== undefined && (
              <Button
                look="link"
                aria-label={shopPage.copyTo(name)}
                onClick={() => {
                  form.type('hours', { ...hours, [day]: hours[before] })
                }}
              >
                {shopPage.copy}
              </Button>
            )}
          </div>
        )
      })}
    </section>
  )
}

export function PickupPart({ form }: PartProps) {
  const { shopPage } = useStaffTexts()
  return (
    <section className="editor-part" aria-labelledby="pickup-part">
      <h2 id="pickup-part">{shopPage.pickup}</h2>
      <div className="field-pair">
        <Text form={form} name="cutoff" />
        <Text form={form} name="preparation_minutes" inputMode="numeric" />
      </div>
      <div className="field-pair">
        <Text form={form} name="days_ahead" inputMode="numeric" />
        <Select
          form={form}
          name="slot_minutes"
          options={[
            ['15', shopPage.minutes(15)],
            ['30', shopPage.minutes(30)],
            ['60', shopPage.minutes(60)],
            ['', shopPage.wholeInterval]
          ]}
        />
      </div>
      <Text form={form} name="slot_capacity" optional inputMode="numeric" />
    </section>
  )
}

export function BooksPart({ form }: PartProps) {
  const { shopPage } = useStaffTexts()
  return (
    <section className="editor-part" aria-labelledby="books-part">
      <h2 id="books-part">{shopPage.books}</h2>
      <div className="field-pair">
        <Text form={form} name="vat_number" optional />
        <Text form={form} name="default_vat_permille" inputMode="decimal" />
      </div>
      <Text form={form} name="keep_personal_data_days" inputMode="numeric" />
    </section>
  )
}
