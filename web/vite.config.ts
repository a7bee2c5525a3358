import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { beforePaint } from './build/before-paint'
import { budget } from './build/budget'
import { commonPasswords } from './build/common-passwords'
import { drawings } from './build/drawings'
import { fonts } from './build/fonts'

const server = process.env.BAKERY_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), drawings(), fonts(), beforePaint(), budget(), commonPasswords()],
  build: {
    target: 'es2022',
    // The Content-Security-Policy takes fonts and drawings from files only, so nothing becomes a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }
  },
  server: { proxy: { '/api': server, '/drawings': server } },
  test: { include: ['{src,build}/**/*.test.ts'] }
})
