import './dom.mjs'
import assert from 'node:assert/strict'
import { after, afterEach, mock, test } from 'node:test'
import { csrf } from '../src/csrf.ts'
import type { KernelOptions } from '../src/index.ts'
import { request } from '../src/live/request.ts'
import { token } from '../src/token.ts'
import { type Asked, type Script, scriptedServer, settled } from './scripted-server.ts'
import { hits, login, motd, profile, rename, USER_5, upload } from './subjects.ts'

const LIFE = 300
const NOBODY = { error: { code: 'UNAUTHENTICATED', message: 'Sign in first.', details: null } }

csrf()
token()

after(() => window.close())
afterEach(() => {
  mock.timers.reset()
  // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
  document.cookie = 'csrftoken=; max-age=0'
})

/** A token as servers make them, signed by nobody. */
function tokenOf(sub: string, life = LIFE, iat = 1_700_000_000): string {
  const spelt = Buffer.from(JSON.stringify({ exp: iat + life, iat, jti: `${Math.random()}`, sub })).toString(
    'base64url',
  )
  return `e30.${spelt}.c2ln`
}

const refusal = (code: string) => ({ error: { code, message: 'No.', details: null } })

/** A server that gives tokens by hand as well, and a clock. */
function tokenServer(options: KernelOptions = {}): Omit<Script, 'next'> & { next(path?: string): Asked } {
  mock.timers.reset()
  mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 })
  const server = scriptedServer(options)
  let seen = 0
  return {
    ...server,
    next(path) {
      const request = server.asked[seen++]
      if (!request) throw new Error('No further request was sent.')
      if (path !== undefined) assert.equal(request.path, path)
      return request
    },
  }
}

/** Start a server, and let the page have a token. */
async function signedIn(sub = 'pk:5', options: KernelOptions = {}, life = LIFE) {
  const server = tokenServer(options)
  const made = tokenOf(sub, life)
  const fetched = server.kernel.fetch(motd, {})
  await settled()
  await server.next('token').answer({ token: made, expires: 0 })
  await server.next('context/global').answer({ data: { motd: 'hi' } })
  await fetched
  return { ...server, made }
}

const bearer = ({ headers }: Asked) => headers.get('authorization')

test('the first request waits for a token, for which all ask once', async () => {
  const { kernel, asked, next } = tokenServer({ headers: { 'x-app': 'board' } })
  void kernel.fetch(profile, USER_5)
  void kernel.call(rename, {})
  void kernel.call(upload, { file: new Blob(['x']) })
  await settled()
  assert.equal(asked.length, 1)
  const request = next('token')
  assert.deepEqual([request.method, request.body], ['POST', {}])
  assert.deepEqual([bearer(request), request.headers.get('x-app')], [null, 'board'])
  assert.equal(request.headers.get('mizan-protocol'), '1')
  const made = tokenOf('pk:5')
  await request.answer({ token: made, expires: 0 })
  assert.deepEqual(
    asked.slice(1).map((each) => [each.path, bearer(each)]),
    [
      ['context/user', `Bearer ${made}`],
      ['call/rename', `Bearer ${made}`],
      ['call/upload', `Bearer ${made}`],
    ],
  )
})

test('a token is asked for with the CSRF token', async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
  document.cookie = 'csrftoken=one'
  const { kernel, next } = tokenServer()
  void kernel.call(rename, {})
  await settled()
  const request = next('token')
  assert.equal(request.headers.get('x-csrftoken'), 'one')
  // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
  document.cookie = 'csrftoken=two'
  await request.answer(refusal('CSRF_FAILED'), 403)
  const again = next('token')
  assert.equal(again.headers.get('x-csrftoken'), 'two')
  await again.answer({ token: tokenOf('pk:5'), expires: 0 })
  assert.equal(next('call/rename').headers.get('x-csrftoken'), 'two')
})

test('each server has a token of its own', async () => {
  const baseUrl = (path: string) => (path.startsWith('call') ? 'http://test/api/mizan/' : 'http://other/live/call')
  const { kernel, asked, next } = tokenServer({ baseUrl })
  void kernel.call(rename, {})
  void kernel.fetch(hits, { q: 'a/call/b?c' })
  await settled()
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['token', '/live/call/token'],
  )
  const [one, other] = [tokenOf('pk:1'), tokenOf('pk:2')]
  await next().answer({ token: one, expires: 0 })
  await next().answer({ token: other, expires: 0 })
  assert.deepEqual([bearer(next()), bearer(next())], [`Bearer ${one}`, `Bearer ${other}`])
})

test('a request with credentials of its own needs none', async () => {
  for (const [ofKernel, ofCall] of [
    [{ authorization: 'Basic x' }, {}],
    [{}, { Authorization: 'Basic x' }],
  ] as const) {
    const { kernel, next } = tokenServer({ headers: ofKernel })
    void kernel.call(rename, {}, { headers: ofCall })
    await settled()
    assert.equal(bearer(next('call/rename')), 'Basic x')
  }
})

test('thirty seconds before it expires a new one is asked for, while the old one still serves', async () => {
  const { kernel, asked, next, made } = await signedIn()
  mock.timers.tick(269_000)
  void kernel.call(rename, {})
  await settled()
  assert.equal(bearer(next('call/rename')), `Bearer ${made}`)
  mock.timers.tick(2_000)
  void kernel.call(rename, {})
  void kernel.call(rename, {})
  await settled()
  const request = next('token')
  assert.deepEqual([bearer(next('call/rename')), bearer(next('call/rename'))], [`Bearer ${made}`, `Bearer ${made}`])
  const newer = tokenOf('pk:5')
  await request.answer({ token: newer, expires: 0 })
  void kernel.call(rename, {})
  await settled()
  assert.equal(bearer(next('call/rename')), `Bearer ${newer}`)
  assert.equal(asked.length, 7)
})

test('it is the token’s life that counts and not what the machine takes for the time', async () => {
  const { kernel, next } = await signedIn('pk:5', {}, 60)
  mock.timers.tick(29_000)
  void kernel.call(rename, {})
  await settled()
  next('call/rename')
  mock.timers.tick(32_000)
  void kernel.call(rename, {})
  await settled()
  next('token')
})

test('a new token that could not be had is asked for again once the old one is over', async () => {
  const { kernel, next, made } = await signedIn()
  mock.timers.tick(290_000)
  void kernel.call(rename, {})
  await settled()
  await next('token').break()
  assert.equal(bearer(next('call/rename')), `Bearer ${made}`)
  mock.timers.tick(10_000)
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'NETWORK_ERROR' })
  await settled()
  await next('token').break()
  await failed
})

for (const code of ['TOKEN_EXPIRED', 'TOKEN_INVALID']) {
  test(`a request that is refused by ${code} is sent once more, with a new token`, async () => {
    const { kernel, asked, next, made } = await signedIn()
    const done = kernel.call(rename, { name: 'Eve' })
    const fetched = kernel.fetch(profile, USER_5)
    await settled()
    const [call, fetch] = [next('call/rename'), next('context/user')]
    await call.answer(refusal(code), 401)
    await fetch.answer(refusal(code), 401)
    const newer = tokenOf('pk:5')
    await next('token').answer({ token: newer, expires: 0 })
    const again = next()
    assert.deepEqual([again.path, again.body, bearer(again)], ['call/rename', call.body, `Bearer ${newer}`])
    assert.notEqual(newer, made)
    await again.answer({ result: 'done' })
    await next('context/user').answer({ data: { profile: 'Eve' } })
    assert.deepEqual([await done, await fetched], ['done', 'Eve'])
    assert.equal(asked.length, 7)
  })
}

test('it is sent once more and never a third time', async () => {
  const { kernel, asked, next } = await signedIn()
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'TOKEN_INVALID', status: 401 })
  await settled()
  await next('call/rename').answer(refusal('TOKEN_INVALID'), 401)
  await next('token').answer({ token: tokenOf('pk:5'), expires: 0 })
  await next('call/rename').answer(refusal('TOKEN_INVALID'), 401)
  await failed
  assert.equal(asked.length, 5)
})

test('what is refused for another reason is not sent again', async () => {
  const { kernel, asked, next } = await signedIn()
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'UNAUTHENTICATED' })
  await settled()
  await next('call/rename').answer(NOBODY, 401)
  await failed
  assert.equal(asked.length, 3)
})

for (const [story, answer, status] of [
  ['nobody is signed in', NOBODY, 401],
  ['the server makes no tokens', refusal('NOT_FOUND'), 404],
] as const) {
  test(`where ${story}, requests go without a token and nobody asks for one again`, async () => {
    const { kernel, asked, next } = tokenServer()
    void kernel.fetch(motd, {})
    await settled()
    await next('token').answer(answer, status)
    assert.equal(bearer(next('context/global')), null)
    mock.timers.tick(3_600_000)
    void kernel.call(rename, {})
    await settled()
    assert.equal(bearer(next('call/rename')), null)
    assert.equal(asked.length, 3)
  })
}

test('after somebody signs in, what is read anew is read with his token', async () => {
  const { kernel, next } = tokenServer()
  const entry = kernel.entry(motd, {})
  const stop = entry.subscribe(() => {})
  await settled()
  await next('token').answer(NOBODY, 401)
  await next('context/global').answer({ data: { motd: 'nobody' } })
  void kernel.call(login, {})
  await settled()
  await next('call/login').answer({ result: null, invalidate: [{ all: true }] })
  const made = tokenOf('pk:5')
  await next('token').answer({ token: made, expires: 0 })
  const read = next('context/global')
  assert.equal(bearer(read), `Bearer ${made}`)
  await read.answer({ data: { motd: 'ada' } })
  assert.equal(entry.get().data, 'ada')
  stop()
})

test('a reset, as another tab makes it, forgets the token too', async () => {
  const { kernel, next, made } = await signedIn()
  kernel.reset()
  void kernel.call(rename, {})
  await settled()
  const newer = tokenOf('pk:6')
  await next('token').answer({ token: newer, expires: 0 })
  assert.equal(bearer(next('call/rename')), `Bearer ${newer}`)
  assert.notEqual(made, newer)
})

test('what waits for a token while somebody signs in waits for his', async () => {
  const { kernel, next } = tokenServer()
  void kernel.call(rename, {})
  await settled()
  const first = next('token')
  kernel.reset()
  void kernel.call(login, {})
  await settled()
  const second = next('token')
  await first.answer({ token: tokenOf('pk:5'), expires: 0 })
  const newer = tokenOf('pk:6')
  await second.answer({ token: newer, expires: 0 })
  assert.deepEqual([bearer(next()), bearer(next())], [`Bearer ${newer}`, `Bearer ${newer}`])
})

for (const [story, answer, status, sent] of [
  ['names somebody else', { token: tokenOf('pk:6'), expires: 0 }, 200, true],
  ['is not given any more', NOBODY, 401, false],
] as const) {
  test(`when a new token ${story}, nothing of the one before is shown`, async () => {
    const server = tokenServer()
    const { kernel, next } = server
    const entry = kernel.entry(motd, {})
    const stop = entry.subscribe(() => {})
    await settled()
    await next('token').answer({ token: tokenOf('pk:5'), expires: 0 })
    await next('context/global').answer({ data: { motd: 'ada’s' } })
    assert.equal(entry.get().data, 'ada’s')
    mock.timers.tick(301_000)
    void kernel.call(rename, {})
    await settled()
    await next('token').answer(answer, status)
    assert.deepEqual([entry.get().status, entry.get().data], ['pending', undefined])
    const after = [next(), next()]
    assert.deepEqual(after.map(({ path }) => path).sort(), ['call/rename', 'context/global'])
    for (const each of after) assert.equal(bearer(each) !== null, sent)
    await after.find(({ path }) => path === 'context/global')!.answer({ data: { motd: 'another’s' } })
    assert.equal(entry.get().data, 'another’s')
    stop()
  })
}

test('a new token of the same one leaves everything as it is', async () => {
  const { kernel, next } = tokenServer()
  const entry = kernel.entry(motd, {})
  const stop = entry.subscribe(() => {})
  await settled()
  await next('token').answer({ token: tokenOf('pk:5'), expires: 0 })
  await next('context/global').answer({ data: { motd: 'hi' } })
  mock.timers.tick(301_000)
  void kernel.call(rename, {})
  await settled()
  await next('token').answer({ token: tokenOf('pk:5'), expires: 0 })
  assert.deepEqual([entry.get().status, entry.get().data], ['ready', 'hi'])
  next('call/rename')
  stop()
})

for (const made of ['abc', 'a.b.c', 'e30.e30', '', 5]) {
  test(`“${made}” in place of a token is no reason to ask for ever`, async () => {
    const { kernel, asked, next } = tokenServer()
    const outcome = kernel.call(rename, {}).catch(({ code }) => code)
    await settled()
    await next('token').answer({ token: made, expires: 0 })
    if (asked.length > 1) await next('call/rename').answer({ result: 'done' })
    assert.ok(['BAD_RESPONSE', 'done'].includes(String(await outcome)))
    assert.ok(asked.length <= 2)
  })
}

test('a server that is down is told like any other', async () => {
  for (const [status, code] of [
    [500, 'INTERNAL_ERROR'],
    [429, 'RATE_LIMITED'],
  ] as const) {
    const { kernel, next } = tokenServer()
    const failed = assert.rejects(kernel.call(rename, {}), { code, status })
    await settled()
    await next('token').answer(refusal(code), status)
    await failed
  }
})

test('nothing of it is kept where another script of the page, or another visit, could find it', async () => {
  const { made } = await signedIn()
  const { localStorage, sessionStorage } = window
  assert.deepEqual([localStorage.length, sessionStorage.length, document.cookie.includes(made)], [0, 0, false])
})

test('live is opened with a token, and its messages are sent with one', async () => {
  const { kernel, next, made } = await signedIn()
  const opened = request(kernel.core, 'live')
  const told = request(kernel.core, 'live/abc', { watch: [] })
  await settled()
  const [stream, message] = [next('live'), next('live/abc')]
  assert.deepEqual([bearer(stream), bearer(message)], [`Bearer ${made}`, `Bearer ${made}`])
  await stream.answer(refusal('TOKEN_EXPIRED'), 401)
  await message.answer(refusal('TOKEN_EXPIRED'), 401)
  const newer = tokenOf('pk:5')
  await next('token').answer({ token: newer, expires: 0 })
  const again = [next('live'), next('live/abc')]
  for (const each of again) {
    assert.equal(bearer(each), `Bearer ${newer}`)
    await each.answer({ result: null })
  }
  assert.deepEqual([(await opened).ok, (await told).ok], [true, true])
})
