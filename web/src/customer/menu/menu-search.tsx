/* menu-search.tsx -- the search field: typing filters the shelf after a moment, Esc clears it. */
import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../../texts'

const DEBOUNCE_MS = 120

interface MenuSearchProps {
  query: string // as the address has it
  onSearch: (query: string) => void
}

export function MenuSearch({ query, onSearch }: MenuSearchProps) {
  const { menu } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [typed, setTyped] = useState(query)
  const [known, setKnown] = useState(query)

  // Something else changed the URL: the history, or a button on the page.
  if (known !== query) {
    setKnown(query)
    if (query !== typed.trim()) setTyped(query)
  }

  useEffect(() => () => clearTimeout(timer.current), [])

  function type(text: string, delayMs: number) {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      onSearch(text.trim())
    }, delayMs)
  }

  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        type(typed, 0)
      }}
    >
      <label className="visually-hidden" htmlFor="menu-search">
        {menu.search}
      </label>
      <Search className="search-icon" size={20} aria-hidden="true" />
      <input
        ref={input}
        id="menu-search"
        className="input"
        type="search"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        maxLength={100}
        placeholder={menu.search}
        value={typed}
        onChange={(event) => {
          type(event.target.value, DEBOUNCE_MS)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === '') return
          event.preventDefault()
          type('', 0)
        }}
      />
      {typed !== '' && (
        <button
          type="button"
          className="search-clear"
          aria-label={menu.clear}
          onClick={() => {
            type('', 0)
            input.current?.focus()
          }}
        >
          <X size={20} aria-hidden="true" />
        </button>
      )}
    </form>
  )
}
