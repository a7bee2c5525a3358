/* import-page.tsx -- all products as a spreadsheet: to download, to change, and to import after a look at what it would
 * do. */
import { useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Download } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { Link } from 'wouter'
import { announce } from '../../ui/announce'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { usePassFocus } from '../../ui/pass-focus'
import { importProducts, tryImport, type ImportPlan } from '../api'
import { reasonOf, statusOf } from '../form-problem'
import { useChange } from '../queries'
import { useStaffTexts } from '../texts'
import { useValueWords } from '../use-value-words'
import { Problem } from '../../api/problem'
import './import.css'

type PlanRow = ImportPlan['rows'][number]

function Effect({ row }: { row: PlanRow }) {
  const texts = useStaffTexts()
  const inWords = useValueWords()
  const { spreadsheet, editor, past } = texts
  if (row.errors !== undefined)
    return row.errors.map(({ column, detail }, i) => (
      <p key={i} className="list-wrong">
        {spreadsheet.wrongCell(column, spreadsheet.errors[column] ?? detail)}
      </p>
    ))
  if (row.id === undefined) return <p>{spreadsheet.added}</p>
  return Object.entries(row.changes ?? {}).map(([field, [before, after]]) => (
    <p key={field}>
      {past.change(
        (editor.fields as Record<string, string>)[field] ?? field,
        inWords(field, before),
        inWords(field, after)
      )}
    </p>
  ))
}

function Plan({ plan }: { plan: ImportPlan }) {
  const { spreadsheet } = useStaffTexts()
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">{spreadsheet.plan}</h2>
      <p role="status">{spreadsheet.summary(plan)}</p>
      {plan.rows.length > 0 && (
        <table className="plan">
          <thead>
            <tr>
              <th scope="col">{spreadsheet.line}</th>
              <th scope="col">{spreadsheet.product}</th>
              <th scope="col">{spreadsheet.effect}</th>
            </tr>
          </thead>
          <tbody>
            {plan.rows.map((row) => (
              <tr key={row.line}>
                <th scope="row">{row.line}</th>
                <td>{row.name ?? row.id ?? ''}</td>
                <td>
                  <Effect row={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/* Why a file was refused as a whole. */
function Refusal({ error }: { error: Error }) {
  const texts = useStaffTexts()
  const { spreadsheet } = texts
  const status = statusOf(error)
  if (status === 413) return <p>{spreadsheet.tooLarge}</p>
  if (status === 412) return <p>{spreadsheet.faster}</p>
  if (status !== 422 || !(error instanceof Problem)) return <p>{reasonOf(error, texts.notSaved)}</p>
  return (
    <>
      <p>{spreadsheet.unreadable}</p>
      {error.errors.map(({ pointer, detail }, i) => (
        <p key={i}>{pointer === '' ? detail : spreadsheet.wrongPlace(pointer.slice(1).split('/')[0] ?? '', detail)}</p>
      ))}
      {error.errors.length === 0 && <p>{error.message}</p>}
    </>
  )
}

function useImport() {
  const { spreadsheet } = useStaffTexts()
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [done, setDone] = useState('')
  const look = useChange(tryImport, () => undefined)
  const put = useChange(
    ({ chosen, etag }: { chosen: File; etag: string }) => importProducts(chosen, etag),
    ({ body }) => {
      const words = spreadsheet.done(body.added + body.changed)
      announce(words)
      setDone(words)
      setFile(null)
      look.reset()
      void client.invalidateQueries({ queryKey: ['staff', 'products'] })
      void client.invalidateQueries({ queryKey: ['products'] })
      void client.invalidateQueries({ queryKey: ['shop'] })
    }
  )
  return {
    file,
    done,
    look,
    put,
    choose(chosen: File | undefined) {
      if (chosen === undefined || put.isPending) return
      put.reset()
      setDone('')
      setFile(chosen)
      look.mutate(chosen)
    }
  }
}

/* Disappears when it was pressed. */
const NextButton = (props: ComponentProps<typeof Button>) => <Button look="main" ref={usePassFocus()} {...props} />

export function ImportPage() {
  const texts = useStaffTexts()
  const { spreadsheet } = texts
  const { file, done, look, put, choose } = useImport()
  const plan = look.data?.body
  const error = look.error ?? put.error
  const count = plan === undefined ? 0 : plan.added + plan.changed
  return (
    <div className="staff-page">
      <Link href="/staff/products" className="back-link">
        <ArrowLeft size={18} aria-hidden="true" />
        {texts.editor.back}
      </Link>
      <PageTitle>{spreadsheet.title}</PageTitle>
      <p className="lead">{spreadsheet.lead}</p>
      <ol className="import-steps">
        <li>
          <a className="button button-plain" href="/api/staff/products.csv" download>
            <Download size={20} aria-hidden="true" />
            {spreadsheet.download}
          </a>
        </li>
        <li>
          <p>{spreadsheet.hint}</p>
          <input
            id="import-file"
            className="visually-hidden"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              choose(event.target.files?.[0])
              event.target.value = '' // so that the same file can be chosen again
            }}
          />
          <label htmlFor="import-file" className="button button-main">
            {spreadsheet.choose}
          </label>
          {file !== null && <p className="small">{file.name}</p>}
        </li>
      </ol>
      {look.isPending && <p role="status">{texts.loading}</p>}
      {error !== null && (
        <Note kind="error" live>
          <Refusal error={error} />
        </Note>
      )}
      {done !== '' && (
        <Note>
          <p>{done}</p>
        </Note>
      )}
      {plan !== undefined && <Plan plan={plan} />}
      {file !== null && plan !== undefined && (
        <div className="staff-actions">
          {statusOf(put.error) === 412 && (
            <NextButton
              onClick={() => {
                choose(file)
              }}
            >
              {spreadsheet.again}
            </NextButton>
          )}
          {statusOf(put.error) !== 412 && plan.wrong === 0 && count > 0 && (
            <NextButton
              busy={put.isPending}
              onClick={() => {
                put.mutate({ chosen: file, etag: look.data?.etag ?? '' })
              }}
            >
              {put.isPending ? texts.editor.saving : spreadsheet.submit(count)}
            </NextButton>
          )}
        </div>
      )}
    </div>
  )
}
