import { writeFileSync } from 'node:fs'
import { dictionary } from '@zxcvbn-ts/language-common'
import type { Plugin } from 'vite'

/* How many of the commonest passwords are refused, and how long an allowed one is: src/shop/staff/password.h. */
const COMMONEST = 10_000
const SHORTEST = 10

const FILE = new URL('../common-passwords.txt', import.meta.url)

/* Writes the commonest passwords of the package to a file, one on each line, which the C build embeds: the server
 * refuses them. Those that are too short anyway are left out. */
export function commonPasswords(): Plugin {
  return {
    name: 'common-passwords',
    apply: 'build',
    buildStart() {
      const list = (dictionary.passwords ?? []).slice(0, COMMONEST).map((word) => word.toLowerCase())
      const long = list.filter((word) => [...word].length >= SHORTEST)

      if (long.length === 0) throw new Error('@zxcvbn-ts/language-common holds no passwords')
      writeFileSync(FILE, [...new Set(long)].join('\n') + '\n')
    }
  }
}
