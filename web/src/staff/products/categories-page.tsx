/* categories-page.tsx -- the shelves of the menu: their order, their names, new ones, and those that are not needed. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, X } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Link } from 'wouter'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { PageLoading } from '../../ui/page-loading'
import { PageTitle } from '../../ui/page-title'
import { usePassFocus } from '../../ui/pass-focus'
import { putCategories, type VersionedCategories } from '../api'
import { reasonOf, statusOf } from '../form-problem'
import { useGuardedChanges } from '../leave-guard'
import { MoveButtons } from '../move-buttons'
import { categoriesQuery, staffProductsQuery, useChange } from '../queries'
import { useStaffTexts } from '../texts'
import { TryAgain } from '../try-again'
import {
  categoriesOf,
  fieldsOf,
  isChanged,
  languages,
  newField,
  troubleOf,
  type CategoryField
} from './categories-fields'
import './categories.css'

const inputId = (field: CategoryField, language: string) => `category-${field.id}-${language}`

interface RowProps {
  field: CategoryField
  at: number
  count: number
  products: number
  wrong: boolean
  onChange: (field: CategoryField) => void
  onMove: (step: -1 | 1) => void
  onRemove: () => void
}

function RemoveButton({ name, ...rest }: { name: string } & ComponentProps<typeof Button>) {
  const { categories } = useStaffTexts()
  return (
    <Button look="link" ref={usePassFocus('#category-add')} aria-label={categories.remove(name)} {...rest}>
      <X size={20} aria-hidden="true" />
    </Button>
  )
}

function Row({ field, at, count, products, wrong, onChange, onMove, onRemove }: RowProps) {
  const { categories } = useStaffTexts()
  const name = field.names.en || field.names.de || field.key || String(at + 1)
  return (
    <li>
      <MoveButtons name={name} at={at} count={count} onMove={onMove} />
      {languages.map((language) => (
        <label key={language} className="categories-name">
          <span aria-hidden="true">{categories.name[language]}</span>
          <input
            id={inputId(field, language)}
            className="input"
            aria-label={categories.nameOf(categories.name[language], at + 1)}
            aria-invalid={wrong || undefined}
            lang={language}
            placeholder={field.key ?? categories.name[language]}
            autoComplete="off"
            value={field.names[language]}
            onChange={(event) => {
              onChange({ ...field, names: { ...field.names, [language]: event.target.value } })
            }}
          />
        </label>
      ))}
      {products > 0 ? (
        <p className="small">{categories.products(products)}</p>
      ) : (
        <RemoveButton name={name} disabled={count === 1} onClick={onRemove} />
      )}
    </li>
  )
}

function useCategoriesForm(saved: VersionedCategories) {
  const { categories: texts } = useStaffTexts()
  const client = useQueryClient()
  const [base, setBase] = useState(saved)
  const [fields, setFields] = useState(() => fieldsOf(saved.body))
  const [round, setRound] = useState(0)
  const [checked, setChecked] = useState(false)
  const changed = isChanged(fields, base.body)

  const take = (versioned: VersionedCategories) => {
    setBase(versioned)
    setFields(fieldsOf(versioned.body))
    setChecked(false)
  }
  // Nothing was typed: newer ones take the place of those that are shown.
  if (!changed && saved.version > base.version) take(saved)

  const attempt = useChange(
    () => putCategories(categoriesOf(fields), base.version),
    (answer) => {
      client.setQueryData(categoriesQuery.queryKey, answer)
      take(answer)
      announce(texts.saved)
      void client.invalidateQueries({ queryKey: ['shop'] })
      void client.invalidateQueries({ queryKey: ['staff', 'settings'] })
    }
  )
  return {
    fields,
    changed,
    round,
    attempt,
    wrong: checked ? fields.filter((field) => troubleOf(field, fields) !== null) : [],
    set: setFields,
    save() {
      if (attempt.isPending) return
      setRound(round + 1)
      setChecked(true)
      attempt.reset()
      if (fields.every((field) => troubleOf(field, fields) === null)) attempt.mutate(undefined)
    },
    discard() {
      attempt.reset()
      take(base)
    },
    async takeTheirs() {
      const theirs = await client.fetchQuery({ ...categoriesQuery, staleTime: 0 })
      attempt.reset()
      take(theirs)
    }
  }
}

type CategoriesForm = ReturnType<typeof useCategoriesForm>

/* Somebody else changed the list, or put a product on a shelf that was removed. */
function Conflict({ form }: { form: CategoriesForm }) {
  const { categories, conflict } = useStaffTexts()
  const status = statusOf(form.attempt.error)
  if (status !== 412 && status !== 409) return null
  return (
    <section className="conflict" aria-labelledby="categories-conflict" role="alert">
      <h2 id="categories-conflict">{categories.faster}</h2>
      <p>{status === 409 ? categories.filled : categories.fasterLead}</p>
      <div className="staff-actions">
        <Button onClick={() => void form.takeTheirs()}>{conflict.take}</Button>
      </div>
    </section>
  )
}

function useLines(form: CategoriesForm) {
  const texts = useStaffTexts()
  const { fields, wrong, attempt } = form
  const status = statusOf(attempt.error)
  const target = inputId(wrong[0] ?? fields[0]!, 'en')
  return [
    ...wrong.map((field) => ({
      target: inputId(field, 'en'),
      text: texts.categories[troubleOf(field, fields) ?? 'nameless'](fields.indexOf(field) + 1)
    })),
    ...(status === 422 ? [{ target, text: texts.shopPage.refused }] : []),
    ...(attempt.isError && ![409, 412, 422].includes(status ?? 0)
      ? [{ target, text: reasonOf(attempt.error, texts.notSaved) }]
      : [])
  ]
}

function Form({ saved }: { saved: VersionedCategories }) {
  const texts = useStaffTexts()
  const { categories, editor } = texts
  const { data: products = [] } = useQuery(staffProductsQuery)
  const form = useCategoriesForm(saved)
  const { fields } = form
  const lines = useLines(form)
  const unsaved = form.changed ? categories.changed : ''
  useGuardedChanges(unsaved)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        form.save()
      }}
    >
      {lines.length > 0 && !form.attempt.isPending && (
        <ErrorSummary heading={texts.problem} lines={lines} round={form.round} />
      )}
      <Conflict form={form} />
      <p className="categories-heads" aria-hidden="true">
        {languages.map((language) => (
          <span key={language}>{categories.name[language]}</span>
        ))}
      </p>
      <ol className="categories-list">
        {fields.map((field, at) => (
          <Row
            key={field.id}
            field={field}
            at={at}
            count={fields.length}
            products={products.filter(({ category }) => category === field.key).length}
            wrong={form.wrong.includes(field)}
            onChange={(next) => {
              form.set(fields.with(at, next))
            }}
            onMove={(step) => {
              form.set(fields.toSpliced(at, 1).toSpliced(at + step, 0, field))
            }}
            onRemove={() => {
              form.set(fields.toSpliced(at, 1))
            }}
          />
        ))}
      </ol>
      <Button
        id="category-add"
        onClick={() => {
          const added = newField(fields)
          form.set([...fields, added])
          setTimeout(() => document.getElementById(inputId(added, 'en'))?.focus()) // once it is there
        }}
      >
        {categories.add}
      </Button>
      <div className="save-bar">
        <Button type="submit" look="main" busy={form.attempt.isPending}>
          {form.attempt.isPending ? editor.saving : categories.submit}
        </Button>
        {form.changed && (
          <Button look="link" onClick={form.discard}>
            {editor.discard}
          </Button>
        )}
        <p className="small">{unsaved === '' ? editor.noChanges : editor.unsaved(unsaved)}</p>
      </div>
    </form>
  )
}

export function CategoriesPage() {
  const texts = useStaffTexts()
  const { data, isError, refetch } = useQuery(categoriesQuery)
  if (data === undefined) return isError ? <TryAgain onTry={() => void refetch()} /> : <PageLoading />
  return (
    <div className="staff-page">
      <Link href="/staff/products" className="back-link">
        <ArrowLeft size={18} aria-hidden="true" />
        {texts.editor.back}
      </Link>
      <PageTitle>{texts.categories.title}</PageTitle>
      <p className="lead">{texts.categories.lead}</p>
      <Form saved={data} />
    </div>
  )
}
