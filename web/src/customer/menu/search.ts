/* search.ts -- finds words in texts as people type them: without regard to case and accents, by parts of words. */

/* One letter for each letter, so that a place in the folded text is a place in the text. */
function fold(text: string): string[] {
  return Array.from(text.normalize('NFC'), (letter) => {
    const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    return Array.from(plain)[0] ?? letter
  })
}

const folded = (text: string) => fold(text).join('')

export const wordsOf = (query: string): string[] => folded(query).split(/\s+/).filter(Boolean)

/* Whether each word is found in one of the texts. */
export function matches(texts: readonly string[], words: readonly string[]): boolean {
  const all = texts.map(folded)
  return words.every((word) => all.some((text) => text.includes(word)))
}

export interface Piece {
  text: string
  marked: boolean
}

/* The text in pieces, those that match marked. */
export function mark(text: string, words: readonly string[]): Piece[] {
  const letters = Array.from(text.normalize('NFC'))
  const marked = new Array<boolean>(letters.length).fill(false)
  const plain = fold(text)
  for (const word of words) {
    const wanted = Array.from(word)
    for (let at = 0; at + wanted.length <= plain.length; at++)
      if (wanted.every((letter, i) => plain[at + i] === letter)) marked.fill(true, at, at + wanted.length)
  }
  return joinPieces(letters, marked)
}

function joinPieces(letters: readonly string[], marked: readonly boolean[]): Piece[] {
  const pieces: Piece[] = []
  letters.forEach((letter, i) => {
    const last = pieces.at(-1)
    const isMarked = marked[i] === true
    if (last?.marked === isMarked) last.text += letter
    else pieces.push({ text: letter, marked: isMarked })
  })
  return pieces
}
