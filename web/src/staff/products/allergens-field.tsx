/* allergens-field.tsx -- for each allergen: contained, maybe, or not. Nothing is assumed: what has no answer is open. */
import { useTexts } from '../../texts'
import type { Allergen } from '../../api/client'
import { Button } from '../../ui/button'
import { useStaffTexts } from '../texts'
import { allergens, type Answer, type Answers } from './fields'

const answers: readonly Answer[] = ['contains', 'may_contain', 'no']

interface RowProps {
  name: Allergen
  answer: Answer | undefined
  onAnswer: (answer: Answer) => void
}

function Row({ name, answer, onAnswer }: RowProps) {
  const { editor } = useStaffTexts()
  const { allergens: words } = useTexts()
  return (
    <fieldset className="allergen">
      <legend>{words.names[name]}</legend>
      <div>
        {answers.map((one) => (
          <label key={one} className={`allergen-${one}`}>
            <input
              type="radio"
              className="visually-hidden"
              name={`allergen-${name}`}
              checked={answer === one}
              onChange={() => {
                onAnswer(one)
              }}
            />
            <span>{editor.answers[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface AllergensFieldProps {
  value: Answers
  error: string | undefined
  onChange: (value: Answers) => void
}

export function AllergensField({ value, error, onChange }: AllergensFieldProps) {
  const { editor } = useStaffTexts()
  const open = allergens.filter((name) => value[name] === undefined)
  return (
    <section className={error === undefined ? 'editor-part' : 'editor-part field-wrong'} aria-labelledby="allergens">
      <h2 id="allergens" tabIndex={-1}>
        {editor.allergens}
      </h2>
      <p className="field-hint">{editor.allergensHint}</p>
      {error !== undefined && <p className="field-error">{error}</p>}
      <div className="allergen-rows">
        {allergens.map((name) => (
          <Row
            key={name}
            name={name}
            answer={value[name]}
            onAnswer={(answer) => {
              onChange({ ...value, [name]: answer })
            }}
          />
        ))}
      </div>
      <div className="staff-actions">
        <p role="status">{editor.openAnswers(open.length)}</p>
        {/* It stays when there is nothing left to answer, so that the focus does. */}
        <Button
          busy={open.length === 0}
          onClick={() => {
            onChange({ ...Object.fromEntries(open.map((name) => [name, 'no'])), ...value })
          }}
        >
          {editor.noToTheRest}
        </Button>
      </div>
    </section>
  )
}
