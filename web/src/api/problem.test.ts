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

  it('tells which rule forbids a pickup, and the earliest that is possible', () => {
    const earliest = { date: '2026-06-19', time: '07:15', until: '07:30' }
    expect(readProblem(422, null, { type: 'slot-full', earliest }).pickup).toEqual({ rule: 'slot-full', earliest })
    expect(readProblem(422, null, { type: 'closed', earliest: null }).pickup).toEqual({
      rule: 'closed',
      earliest: null
    })
    expect(readProblem(422, null, { type: 'closed', earliest: { date: 1 } }).pickup?.earliest).toBeNull()
    expect(readProblem(422, null, { type: 'about:blank' }).pickup).toBeNull()
  })

  it('reads Retry-After in seconds', () => {
    expect(readProblem(503, '7', undefined).retryAfterS).toBe(7)
    expect(readProblem(503, 'Sun, 22 Nov 2026 19:00:00 GMT', undefined).retryAfterS).toBeNull()
  })

  it('passes when another try may go well', () => {
    expect([0, 408, 429, 500, 503, 504].every((status) => readProblem(status, null, {}).passes)).toBe(true)
    expect([400, 404, 409, 422].some((status) => readProblem(status, null, {}).passes)).toBe(false)
  })
})
