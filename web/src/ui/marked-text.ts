/* marked-text.ts -- a text in which asterisks mark words: "*wheat* flour". */
export interface MarkedPiece {
  text: string
  marked: boolean
}

/* An asterisk without its pair is a letter like others. */
export function markedPieces(text: string): MarkedPiece[] {
  return text
    .split(/(\*[^*]+\*)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const marked = /^\*[^*]+\*$/.test(piece)
      return { text: marked ? piece.slice(1, -1) : piece, marked }
    })
}
