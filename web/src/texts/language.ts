/* language.ts -- chooses a language: the one chosen on this device, else the browser's first one that is
 * available. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

const NAME = 'bakery.language'

const isLanguage = (value: unknown): value is Language => languages.includes(value as Language)

export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return preferred.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en'
}

export function deviceLanguage(): Language {
  let chosen: string | null = null
  try {
    chosen = localStorage.getItem(NAME)
  } catch {
    // Nothing is kept here.
  }
  return pickLanguage(chosen, navigator.languages)
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(NAME, language)
  } catch {
    // It holds until the page is left.
  }
}
