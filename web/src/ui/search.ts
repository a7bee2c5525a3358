/* search.ts -- finds parts of words in texts, ignoring case and accents. */

/* Maps each letter to one letter, so that positions in both texts are the same. */
function fold(text: string): string[] {
  return Array.from(text.normalize('NFC'), (letter) => {
    const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    return Array.from(plain)[0] ?? letter
  })
}

const folded = (text: string) => fold(text).join('')

export const wordsOf = (query: string): string[] => folded(query).split(/\s+/).filter(Boolean)

/* Whether each word occurs in one of the texts. */
export function matches(texts: readonly string[], words: readonly string[]): boolean {
  const all = texts.map(folded)
  return words.every((word) => all.some((text) => text.includes(word)))
}

export interface Piece {
  text: string
  marked: boolean
}

/* Splits the text into pieces and marks those that match. */
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
