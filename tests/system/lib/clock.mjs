/* clock.mjs -- a wall clock that a test sets, for the processes of a shop (libfaketime). The clock for deadlines goes on
 * as usual. PostgreSQL keeps its own time: what depends on the shop's time of day is decided in the process. */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function library() {
  for (const folder of readdirSync('/usr/lib', { withFileTypes: true })) {
    const found = join('/usr/lib', folder.name, 'faketime')

    if (folder.isDirectory() && readdirSync(join('/usr/lib', folder.name)).includes('faketime'))
      return join(found, 'libfaketime.so.1')
  }
  throw new Error('libfaketime is not installed: ./dev install system')
}

/* `settings` are for the processes; set('2026-06-18T13:00:00Z') is what they all see from then on. It stands still. */
export function makeClock(t, first) {
  const folder = mkdtempSync(join(tmpdir(), 'bakery-clock-'))
  const file = join(folder, 'now')
  const set = (instant) => {
    writeFileSync(`${file}.new`, `${Date.parse(instant) / 1000}\n`)
    renameSync(`${file}.new`, file) // never half written
  }

  set(first)
  t.after(() => rmSync(folder, { recursive: true }))
  return {
    set,
    settings: {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_FMT: '%s',
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`
    }
  }
}
