/* index.tsx -- the words of the page in the customer's language. English is part of the page; other languages are
 * loaded when needed. */
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { en, type Texts } from './en'
import { keepLanguage, type Language } from './language'

export type { Texts }

interface Spoken {
  language: Language
  texts: Texts
}

interface Speech extends Spoken {
  choose: (language: Language) => void
}

export async function loadTexts(language: Language): Promise<Texts> {
  return language === 'de' ? (await import('./de')).de : en
}

const SpeechContext = createContext<Speech>({ language: 'en', texts: en, choose: () => undefined })

export function TextsProvider({ first, children }: { first: Spoken; children: ReactNode }) {
  const [spoken, setSpoken] = useState(first)
  const wanted = useRef(first.language)
  const speech = useMemo(() => {
    async function choose(language: Language) {
      wanted.current = language
      const texts = await loadTexts(language)
      if (wanted.current !== language) return // another one was chosen meanwhile
      keepLanguage(language)
      setSpoken({ language, texts })
    }
    // Words that do not come, offline perhaps, leave the choice as it was.
    return { ...spoken, choose: (language: Language) => void choose(language).catch(() => undefined) }
  }, [spoken])

  useEffect(() => {
    document.documentElement.lang = spoken.language
  }, [spoken.language])

  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export const useTexts = (): Texts => use(SpeechContext).texts

export const useLanguage = () => use(SpeechContext)
