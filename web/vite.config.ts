import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { beforePaint } from './build/before-paint'
import { budget } from './build/budget'
import { fonts } from './build/fonts'

/* Until build/drawings.ts is there. */
const drawings = () => ({
  name: 'bakery:drawings',
  resolveId: (id: string) => (id === 'virtual:drawings' ? '\0drawings' : null),
  load: (id: string) => (id === '\0drawings' ? "export const sprite = '/drawings/all.svg'" : null)
})

const server = process.env.BAKERY_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), drawings(), fonts(), beforePaint(), budget()],
  build: {
    target: 'es2022',
    // The Content-Security-Policy takes fonts and drawings from files only, so nothing becomes a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  },
  server: { proxy: { '/api': server, '/drawings': server } },
  test: { include: ['src/**/*.test.{ts,tsx}'] }
})
