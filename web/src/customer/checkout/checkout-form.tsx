/* checkout-form.tsx -- the form of the checkout, with the ticket beside it. */
import { useOrderTexts } from '../../texts/orders'
import { Button } from '../../ui/button'
import { ErrorSummary } from '../../ui/error-summary'
import { Field } from '../../ui/field'
import { Note } from '../../ui/note'
import { PageTitle } from '../../ui/page-title'
import { useMoney } from '../../ui/use-money'
import { afterPress } from './after-press'
import { AttemptNote } from './attempt-note'
import { CheckoutTicket, useLineWords } from './checkout-ticket'
import { PickupFields } from './pickup-fields'
import { problemInWords } from './pickup-words'
import { PICKUP_KEY, useCheckout, type Checkout } from './use-checkout'
import { fieldNames, isOptional, type FieldName } from './validation'

const inputs = {
  name: { autoComplete: 'name', autoCapitalize: 'words' },
  phone: { type: 'tel', autoComplete: 'tel' },
  email: { type: 'email', inputMode: 'email', autoComplete: 'email', autoCapitalize: 'off' },
  note: { rows: 3, autoComplete: 'off' }
} as const

function CheckoutField({ checkout, field }: { checkout: Checkout; field: FieldName }) {
  const { checkout: words } = useOrderTexts()
  const { value, shown } = checkout.fields[field]
  const problem = checkout.problems.fields.find((other) => other.field === field)
  return (
    <Field
      {...inputs[field]}
      id={field}
      name={field}
      label={isOptional(field) ? `${words.fields[field]} ${words.optional}` : words.fields[field]}
      hint={words.hints[field]}
      error={problem && words.errors[field][problem.error]}
      fine={shown === 'fine'}
      required={!isOptional(field)}
      spellCheck={false}
      readOnly={checkout.busy}
      value={value}
      onChange={(event) => {
        checkout.type(field, event.currentTarget.value)
      }}
      onBlur={() => {
        afterPress(() => {
          checkout.leave(field)
        })
      }}
    />
  )
}

function useSummaryLines({ problems, summary, basket, when, nameOf }: Checkout) {
  const texts = useOrderTexts()
  const { checkout } = texts
  const lineWords = useLineWords()
  const fields = problems.fields.map(({ field, error }) => ({ target: field, text: checkout.errors[field][error] }))
  const lines = problems.lines.flatMap((problem) => {
    const line = basket.find(({ id }) => id === problem.id)
    return line ? [{ target: `line-${problem.id}`, text: lineWords(problem, line).summary }] : []
  })
  const pickup =
    problems.pickup === null
      ? []
      : [{ target: PICKUP_KEY, text: problemInWords(problems.pickup, when.pickup, nameOf, texts) }]
  return [...pickup, ...fields, ...lines].filter(({ target }) => summary.has(target))
}

export function CheckoutForm() {
  const { checkout: words, clash } = useOrderTexts()
  const money = useMoney()
  const checkout = useCheckout()
  const summary = useSummaryLines(checkout)
  const { attempt, busy, basket, priced } = checkout
  const total = priced?.totalCents ?? basket.reduce((sum, line) => sum + line.cents * line.quantity, 0)
  return (
    <form
      className="wrap page checkout"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        checkout.submit()
      }}
    >
      <div className="checkout-head">
        <PageTitle windowTitle={summary.length > 0 ? words.error(words.title) : words.title}>{words.title}</PageTitle>
        {summary.length > 0 && <ErrorSummary heading={clash.heading} lines={summary} round={checkout.summary.round} />}
        {checkout.refused && (
          <Note kind="error" heading={clash.refused} live className="page-note">
            <p>{clash.refusedMore}</p>
          </Note>
        )}
        <PickupFields checkout={checkout} />
        <h2>{words.who}</h2>
        {fieldNames.map((field) => (
          <CheckoutField key={field} checkout={checkout} field={field} />
        ))}
      </div>
      <CheckoutTicket checkout={checkout} />
      <div className="checkout-send">
        <AttemptNote attempt={attempt} />
        <Button type="submit" look="main" big busy={busy} id="place-order">
          {busy ? words.placing : words.place(money(total))}
        </Button>
        <p className="small">{words.simulated}</p>
      </div>
    </form>
  )
}
