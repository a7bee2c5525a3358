/* footer.tsx -- the shop's address and hours, and the choice of language and colours. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useShop } from '../../api/queries'
import { useLanguage, useTexts } from '../../texts'
import { languages } from '../../texts/language'
import { PhoneLink } from '../../ui/phone-link'
import { chooseTheme, themes, useTheme } from '../../ui/theme'
import { useHours } from '../../ui/use-hours'

const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' }

interface ChoiceProps<T extends string> {
  name: string
  legend: string
  options: readonly T[]
  chosen: T
  label: (option: T) => ReactNode
  onChoose: (option: T) => void
  language?: boolean // the labels are in the language that they name
}

function Choice<T extends string>({
  name,
  legend,
  options,
  chosen,
  label,
  onChoose,
  language = false
}: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option} lang={language ? option : undefined}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={option === chosen}
              onChange={() => {
                onChoose(option)
              }}
            />
            <span>{label(option)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function Footer() {
  const { shell } = useTexts()
  const { language, choose } = useLanguage()
  const { name, address, phone } = useShop()
  const { week } = useHours()
  const theme = useTheme()
  return (
    <footer className="footer">
      <div className="wrap footer-row">
        <p>
          <strong>{name || shell.bakery}</strong>
          {address !== '' && <span>{address}</span>}
          {week !== '' && <span>{week}</span>}
        </p>
        {phone !== '' && (
          <p>
            {shell.questions} <PhoneLink number={phone} />
          </p>
        )}
        <nav className="footer-links" aria-label={shell.more}>
          <Link href="/">{shell.menu}</Link>
          <Link href="/orders">{shell.orders}</Link>
          <Link href="/staff">{shell.staff}</Link>
        </nav>
        <div className="footer-choices">
          <Choice
            name="language"
            legend={shell.language}
            options={languages}
            chosen={language}
            label={(option) => LANGUAGE_NAMES[option]}
            onChoose={choose}
            language
          />
          <Choice
            name="theme"
            legend={shell.theme}
            options={themes}
            chosen={theme}
            label={(option) => shell.themes[option]}
            onChoose={chooseTheme}
          />
        </div>
      </div>
    </footer>
  )
}
