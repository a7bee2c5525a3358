/* main.tsx -- starts the shop in the page. */
import { QueryClientProvider } from '@tanstack/react-query'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/queries'
import { App } from './app'
import { loadTexts, TextsProvider } from './texts'
import { deviceLanguage } from './texts/language'
import { en } from './texts/en'

async function start(root: HTMLElement): Promise<void> {
  const language = deviceLanguage()
  const first = await loadTexts(language).then(
    (texts) => ({ language, texts }),
    () => ({ language: 'en' as const, texts: en })
  )
  const shop = (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TextsProvider first={first}>
          <App />
        </TextsProvider>
      </QueryClientProvider>
    </StrictMode>
  )
  // As a transition, so that a slow phone can scroll and follow links while the page is put together.
  startTransition(() => {
    createRoot(root).render(shop)
  })
}

const root = document.getElementById('root')
if (root !== null) void start(root)
