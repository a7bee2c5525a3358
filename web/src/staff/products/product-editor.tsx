/* product-editor.tsx -- the form of one product, with its preview and a bar that says what is not saved. */
import { ArrowLeft } from 'lucide-react'
import { names as drawings } from 'virtual:drawings'
import { Link } from 'wouter'
import { useShop } from '../../api/queries'
import { useLanguage } from '../../texts'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Field } from '../../ui/field'
import { PageTitle } from '../../ui/page-title'
import type { StaffProduct } from '../api'
import { statusOf } from '../form-problem'
import { useGuardedChanges } from '../leave-guard'
import { useStaffTexts, type StaffTexts } from '../texts'
import { AllergensField } from './allergens-field'
import { CategoryField } from './category-field'
import { Conflict } from './conflict'
import { DESCRIPTION_MAX, type FieldName } from './fields'
import { PhotoField } from './photo-field'
import { Preview } from './preview'
import { useEditor, type Editor } from './use-editor'
import './editor.css'

interface ProductEditorProps {
  product: StaffProduct | null // null: a new one
  all: readonly StaffProduct[]
}

interface PartProps {
  editor: Editor
  errorOf: (name: FieldName) => string | undefined
}

function useErrors(editor: Editor): (name: FieldName) => string | undefined {
  const texts = useStaffTexts()
  return (name) => {
    if (!editor.wrong.includes(name)) return undefined
    return editor.refused.includes(name) ? texts.editor.refused : texts.editor.errors[name]
  }
}

function useCurrencyName(): string {
  const { currency } = useShop()
  const { language } = useLanguage()
  return new Intl.DisplayNames([language], { type: 'currency' }).of(currency) ?? currency
}

interface LongTextProps extends PartProps {
  name: 'description' | 'ingredients'
  label: string
  hint: string
}

/* Enter makes a space: these texts are one paragraph. */
function LongText({ name, label, hint, editor, errorOf }: LongTextProps) {
  const texts = useStaffTexts().editor
  const error = errorOf(name)
  return (
    <div className={error === undefined ? 'field' : 'field field-wrong'}>
      <label htmlFor={name}>
        {label} {texts.optional}
      </label>
      {error !== undefined && (
        <p className="field-error" id={`${name}-error`}>
          {error}
        </p>
      )}
      <div className="field-box">
        <textarea
          id={name}
          className="input"
          rows={3}
          value={editor.fields[name]}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={error === undefined ? `${name}-hint` : `${name}-error ${name}-hint`}
          onChange={(event) => {
            editor.type(name, event.target.value.replace(/[\r\n]+/g, ' '))
          }}
        />
      </div>
      <p className="field-hint" id={`${name}-hint`}>
        {hint}
      </p>
    </div>
  )
}

interface ShortTextProps extends PartProps {
  name: 'size' | 'lead_days' | 'daily_limit' | 'vat_permille' | 'stock'
  label: string
  hint: string
  inputMode?: 'numeric' | 'decimal'
}

function ShortText({ name, label, hint, inputMode, editor, errorOf }: ShortTextProps) {
  return (
    <Field
      id={name}
      label={label}
      hint={hint}
      value={editor.fields[name]}
      error={errorOf(name)}
      inputMode={inputMode}
      autoComplete="off"
      className={inputMode === undefined ? undefined : 'money'}
      onChange={(event) => {
        editor.type(name, event.target.value)
      }}
    />
  )
}

/* What the bakers and the till need to know. */
function EachDay(part: PartProps) {
  const texts = useStaffTexts().editor
  return (
    <section className="editor-part" aria-labelledby="each-day">
      <h2 id="each-day">{texts.eachDay}</h2>
      <div className="field-pair">
        <ShortText {...part} name="lead_days" label={texts.leadDays} hint={texts.leadDaysHint} inputMode="numeric" />
        <ShortText
          {...part}
          name="daily_limit"
          label={`${texts.dailyLimit} ${texts.optional}`}
          hint={texts.dailyLimitHint}
          inputMode="numeric"
        />
        <ShortText
          {...part}
          name="stock"
          label={`${texts.stock} ${texts.optional}`}
          hint={texts.stockHint}
          inputMode="numeric"
        />
        <ShortText
          {...part}
          name="vat_permille"
          label={`${texts.vat} ${texts.optional}`}
          hint={texts.vatHint}
          inputMode="decimal"
        />
      </div>
    </section>
  )
}

const nameOfDrawing = (name: string) => name.replaceAll('-', ' ')

function DrawingChoice({ editor }: { editor: Editor }) {
  const texts = useStaffTexts().editor
  const { image } = editor.fields
  const ours = drawings.map((name) => `/drawings/${name}.svg`)
  return (
    <div className="field">
      <label htmlFor="image">{texts.drawing}</label>
      <div className="field-box">
        <select
          id="image"
          className="input"
          value={image}
          onChange={(event) => {
            editor.type('image', event.target.value)
          }}
        >
          <option value="">{texts.byCategory}</option>
          {drawings.map((name, i) => (
            <option key={name} value={ours[i]}>
              {nameOfDrawing(name)}
            </option>
          ))}
          {image !== '' && !ours.includes(image) && <option value={image}>{image}</option>}
        </select>
      </div>
    </div>
  )
}

const photoError = ({ photo }: StaffTexts['editor'], editor: Editor) =>
  editor.photo.trouble === null ? undefined : photo.errors[editor.photo.trouble]

function TheFields({ editor, errorOf, all }: PartProps & { all: readonly StaffProduct[] }) {
  const texts = useStaffTexts().editor
  const currency = useCurrencyName()
  const { fields } = editor
  return (
    <>
      <Field
        id="name"
        label={texts.name}
        value={fields.name}
        error={errorOf('name')}
        autoComplete="off"
        onChange={(event) => {
          editor.type('name', event.target.value)
        }}
      />
      <div className="field-pair">
        <Field
          id="price"
          label={texts.price(currency)}
          hint={texts.priceHint}
          value={fields.price}
          error={errorOf('price')}
          inputMode="decimal"
          autoComplete="off"
          className="money"
          onChange={(event) => {
            editor.type('price', event.target.value)
          }}
        />
        <ShortText
          editor={editor}
          errorOf={errorOf}
          name="size"
          label={`${texts.size} ${texts.optional}`}
          hint={texts.sizeHint}
        />
      </div>
      <LongText
        editor={editor}
        errorOf={errorOf}
        name="description"
        label={texts.description}
        hint={texts.characters(Array.from(fields.description).length, DESCRIPTION_MAX)}
      />
      <div className="field-pair">
        <div>
          <CategoryField
            value={fields.category}
            error={errorOf('category')}
            all={all}
            onChange={(category) => {
              editor.type('category', category)
            }}
          />
        </div>
        <DrawingChoice editor={editor} />
      </div>
      <PhotoField
        saved={editor.base?.photo ?? null}
        change={editor.photo.change}
        error={photoError(texts, editor)}
        onChange={editor.changePhoto}
        onTrouble={editor.refusePhoto}
      />
      <label className="staff-check">
        <input
          id="active"
          type="checkbox"
          className="check"
          checked={fields.active}
          onChange={(event) => {
            editor.type('active', event.target.checked)
          }}
        />
        {texts.active}
      </label>
    </>
  )
}

function MoreFields({ editor, errorOf }: PartProps) {
  const texts = useStaffTexts().editor
  const { fields } = editor
  return (
    <div className="editor-more">
      <EachDay editor={editor} errorOf={errorOf} />
      <AllergensField
        value={fields.allergens}
        error={errorOf('allergens')}
        onChange={(answers) => {
          editor.type('allergens', answers)
        }}
      />
      <LongText
        editor={editor}
        errorOf={errorOf}
        name="ingredients"
        label={texts.ingredients}
        hint={texts.ingredientsHint}
      />
    </div>
  )
}

function SaveBar({ editor, unsaved }: { editor: Editor; unsaved: string }) {
  const texts = useStaffTexts().editor
  return (
    <div className="save-bar">
      <Button type="submit" look="main" busy={editor.busy}>
        {editor.busy ? texts.saving : editor.base === null ? texts.create : texts.save}
      </Button>
      {unsaved !== '' && (
        <Button look="link" onClick={editor.discard}>
          {texts.discard}
        </Button>
      )}
      <p className="small">{unsaved === '' ? texts.noChanges : texts.unsaved(unsaved)}</p>
    </div>
  )
}

/* What is wrong with the whole, in words; null: nothing. */
function useTrouble(editor: Editor): string | null {
  const texts = useStaffTexts()
  if (editor.error === null || editor.wrong.length > 0) return null
  return statusOf(editor.error) === 422 ? texts.editor.listFull : texts.notSaved
}

export function ProductEditor({ product, all }: ProductEditorProps) {
  const texts = useStaffTexts()
  const editor = useEditor(product)
  const errorOf = useErrors(editor)
  const trouble = useTrouble(editor)
  const photoTrouble = photoError(texts.editor, editor)
  const { fields } = texts.editor
  const unsaved = [
    ...editor.changed.map((name) => fields[name]),
    ...(editor.photo.change === null ? [] : [fields.photo])
  ].join(', ')
  const title = editor.base?.name ?? texts.editor.newTitle
  const lines = [
    ...editor.wrong.map((name) => ({ target: name, text: errorOf(name) ?? '' })),
    ...(photoTrouble === undefined || editor.round === 0 ? [] : [{ target: 'photo', text: photoTrouble }]),
    ...(trouble === null ? [] : [{ target: 'name', text: trouble }])
  ]
  useGuardedChanges(unsaved)
  return (
    <form
      className="editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        editor.save()
      }}
    >
      <Link href="/staff/products" className="back-link">
        <ArrowLeft size={18} aria-hidden="true" />
        {texts.editor.back}
      </Link>
      <div className="editor-head">
        <PageTitle windowTitle={lines.length > 0 ? texts.errorTitle(title) : title}>{title}</PageTitle>
        {editor.base?.active === true && (
          <a href={`/products/${editor.base.id}`} target="_blank" rel="noreferrer">
            {texts.editor.see}
          </a>
        )}
      </div>
      {lines.length > 0 && !editor.busy && <ErrorSummary heading={texts.problem} lines={lines} round={editor.round} />}
      {editor.conflict !== null && (
        <Conflict
          theirs={editor.conflict}
          mine={editor.fields}
          photo={editor.photo.change}
          onKeep={editor.keepMine}
          onTake={editor.takeTheirs}
        />
      )}
      <div className="editor-columns">
        <div>
          <TheFields editor={editor} errorOf={errorOf} all={all} />
        </div>
        <Preview fields={editor.fields} saved={editor.base?.photo ?? null} photo={editor.photo.change} />
      </div>
      <MoreFields editor={editor} errorOf={errorOf} />
      <SaveBar editor={editor} unsaved={unsaved} />
    </form>
  )
}
