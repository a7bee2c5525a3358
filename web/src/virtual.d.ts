/* What the build's own plugins provide. */
declare module 'virtual:drawings' {
  export const sprite: string // address of the sprite; its symbols are NAME and NAME-outline
  export const names: readonly string[]
}
