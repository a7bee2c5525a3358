import { describe, expect, it } from 'vitest'
import { readProblem } from './problem'

describe('a problem', () => {
  it('uses the detail of the server', () => {
    const problem = readProblem(422, null, {
      type: 'about:blank',
      title: 'Unprocessable Content',
      status: 422,
      detail: 'a field is wrong',
      errors: [{ pointer: '/customer_email', detail: 'an e-mail address' }]
    })
    expect(problem).toMatchObject({
      status: 422,
      message: 'a field is wrong',
      errors: [{ pointer: '/customer_email', detail: 'an e-mail address' }],
      retryAfterS: null,
      passes: false
    })
  })

  it.each([undefined, null, 'Bad Gateway', [], { errors: 'all' }, { detail: 7, errors: [null, {}, { pointer: 1 }] }])(
    'keeps its status whatever came with it: %j',
    (body) => {
      expect(readProblem(502, null, body)).toMatchObject({ status: 502, errors: [], message: 'HTTP 502' })
    }
  )

  it('reads Retry-After in seconds', () => {
    expect(readProblem(503, '7', undefined).retryAfterS).toBe(7)
    expect(readProblem(503, 'Sun, 22 Nov 2026 19:00:00 GMT', undefined).retryAfterS).toBeNull()
  })

  it('passes when another try may go well', () => {
    expect([0, 408, 429, 500, 503, 504].every((status) => readProblem(status, null, {}).passes)).toBe(true)
    expect([400, 404, 409, 422].some((status) => readProblem(status, null, {}).passes)).toBe(false)
  })
})
