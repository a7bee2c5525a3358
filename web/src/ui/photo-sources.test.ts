import { describe, expect, it } from 'vitest'
import { photoSources } from './photo-sources'

describe('the pictures of a photo', () => {
  it('are those of each width up to the largest', () => {
    expect(photoSources('/photos/0a1600-1600.webp')).toEqual({
      src: '/photos/0a1600-480.webp',
      srcSet: '/photos/0a1600-480.webp 480w, /photos/0a1600-960.webp 960w, /photos/0a1600-1600.webp 1600w'
    })
    expect(photoSources('/photos/0a-960.webp').srcSet).toBe('/photos/0a-480.webp 480w, /photos/0a-960.webp 960w')
    expect(photoSources('/photos/0a-480.webp').srcSet).toBe('/photos/0a-480.webp 480w')
  })
})
