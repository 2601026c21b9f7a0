/** What the server answers to requests that no page makes. */

import { ADAPTER } from './server.ts'
import { expect, test } from './site.ts'

test.skip(ADAPTER !== 'react', 'No page has a part in it: once per backend is enough.')

for (const [code, status, path, init] of [
  ['BAD_REQUEST', 400, 'call/create_board', { method: 'POST', body: '{"args":' }],
  ['BAD_REQUEST', 400, 'context/board?params={"board_id": 1}', {}],
  ['NOT_FOUND', 404, 'call/no_such_function', { method: 'POST', body: '{}' }],
  ['METHOD_NOT_ALLOWED', 405, 'call/create_board', {}],
  ['PAYLOAD_TOO_LARGE', 413, 'call/create_board', { method: 'POST', body: ' '.repeat(1_100_000) }],
  ['UNSUPPORTED_MEDIA_TYPE', 415, 'call/create_board', { method: 'POST', body: 'a=b', type: 'text/plain' }],
  ['VALIDATION_ERROR', 422, 'call/create_board', { method: 'POST', body: '{"args":{}}' }],
] as const) {
  test(`the server answers ${status} ${code} in the envelope to ${path}`, async ({ page, signIn, complaints }) => {
    complaints.push(new RegExp(String(status)))
    await signIn()
    const { type = 'application/json', ...rest } = init as { method?: string; body?: string; type?: string }
    const headers = { 'content-type': type, 'mizan-protocol': '1' }
    const answer = await page.evaluate(
      async ([path, init]) => {
        const [, token = ''] = /csrftoken=([^;]*)/.exec(document.cookie) ?? []
        const response = await fetch(`/api/mizan/${path}`, {
          ...init,
          headers: { ...init.headers, 'x-csrftoken': token },
        })
        return { status: response.status, body: await response.json() }
      },
      [path, { ...rest, headers }] as const,
    )
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } })
    expect(Object.keys(answer.body)).toEqual(['error'])
  })
}
