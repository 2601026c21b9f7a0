import './dom.mjs'
import assert from 'node:assert/strict'
import { after, beforeEach, type TestContext, test } from 'node:test'
import { csrf } from '../src/csrf.ts'
import { createKernel } from '../src/index.ts'
import { scriptedServer, settled } from './scripted-server.ts'
import { ScriptedXhr } from './scripted-xhr.ts'
import { hits, posts, profile, rename, USER_5, upload } from './subjects.ts'

const REFUSED = { error: { code: 'CSRF_FAILED', message: 'CSRF token missing.', details: null } }
const NAMES = { cookie: 'token', header: 'x-token' }

csrf()

after(() => window.close())

beforeEach(() => put())

/** Let these be the page's cookies. */
function put(cookies: Record<string, string> = {}): void {
  for (const each of document.cookie.split('; ')) {
    // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
    document.cookie = `${each.split('=')[0]}=; max-age=0`
  }
  for (const [name, value] of Object.entries(cookies)) {
    // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
    document.cookie = `${name}=${value}`
  }
}

/** Let the browser spell the page's cookies like this, until the test ends. */
function spelt(context: TestContext, text: string): void {
  Object.defineProperty(document, 'cookie', { value: text, configurable: true })
  context.after(() => Reflect.deleteProperty(document, 'cookie'))
}

/** Let the page stand at this address, until the test ends. */
function standing(context: TestContext, url: string): void {
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(url)
  context.after(() => happyDOM.setURL('https://app.example/board'))
}

test('every POST carries the token of the cookie, and no GET does', async () => {
  put({ csrftoken: 'one' })
  const { kernel, asked } = scriptedServer()
  void kernel.call(rename, {})
  void kernel.call(upload, { file: new Blob(['x']) })
  void kernel.fetch(hits, { q: 'x'.repeat(3000) })
  void kernel.fetch(profile, USER_5)
  await settled()
  assert.deepEqual(
    asked.map(({ method, path, headers }) => [method, path, headers.get('x-csrftoken')]),
    [
      ['POST', 'call/rename', 'one'],
      ['POST', 'call/upload', 'one'],
      ['POST', 'context/search', 'one'],
      ['GET', 'context/user', null],
    ],
  )
})

test('the cookie is read at each request, since a login changes it', async () => {
  const { kernel, next } = scriptedServer()
  for (const token of [undefined, 'one', 'two']) {
    put(token ? { csrftoken: token } : {})
    void kernel.call(rename, {})
    await settled()
    assert.equal(next().headers.get('x-csrftoken'), token ?? null)
  }
})

for (const [text, token] of [
  ['csrftoken=abc', 'abc'],
  ['', null],
  ['csrftoken', null],
  ['csrftoken=', null],
  ['xcsrftoken=no', null],
  ['csrftokenx=no', null],
  ['CSRFTOKEN=no', null],
  ['csrf=no; xcsrftoken=no; csrftoken=abc; csrftoken2=no', 'abc'],
  ['a=csrftoken=no; csrftoken=abc', 'abc'],
  ['a=1;csrftoken=abc;b=2', 'abc'],
  ['a=1;   csrftoken=abc', 'abc'],
  ['csrftoken=nearer; csrftoken=farther', 'nearer'],
  ['csrftoken=a=b==', 'a=b=='],
  ['csrftoken=a%3D%20%2B', 'a= +'],
  ['csrftoken=a+b&csrftoken=c', 'a+b&csrftoken=c'],
  ['a=1&csrftoken=no', null],
  ['csrftoken=100%', '100%'],
] as const) {
  test(`the cookies “${text}” hold ${token === null ? 'no token' : `the token ${token}`}`, async (context) => {
    spelt(context, text)
    const { kernel, next } = scriptedServer()
    void kernel.call(rename, {})
    await settled()
    assert.equal(next().headers.get('x-csrftoken'), token)
  })
}

test('a token goes to the page’s own server, however its URL is written, and to no other', async () => {
  put({ csrftoken: 'one' })
  for (const [baseUrl, sent] of [
    ['api', true],
    ['/api/mizan', true],
    ['//app.example/api', true],
    ['https://APP.example:443/api', true],
    ['https://app.example:8443/api', false],
    ['http://app.example/api', false],
    ['https://api.app.example/api', false],
    ['https://app.example.net/api', false],
    ['//other.example/api', false],
    ['https://', false],
  ] as const) {
    const { kernel, next } = scriptedServer({ baseUrl })
    void kernel.call(rename, {})
    await settled()
    assert.equal(next().headers.has('x-csrftoken'), sent, baseUrl)
  }
})

test('a page without an address sends no token', async (context) => {
  standing(context, 'about:blank')
  spelt(context, 'csrftoken=one')
  const { kernel, next } = scriptedServer()
  const done = kernel.call(rename, {})
  await settled()
  const request = next()
  assert.equal(request.headers.has('x-csrftoken'), false)
  await request.answer({ result: 'done' })
  assert.equal(await done, 'done')
})

test('where there is no page there is no token', async (context) => {
  const page = document
  Reflect.deleteProperty(globalThis, 'document')
  context.after(() => Object.assign(globalThis, { document: page }))
  const { kernel, next } = scriptedServer({ csrf: NAMES })
  const done = assert.rejects(kernel.call(rename, {}), { code: 'CSRF_FAILED' })
  await settled()
  await next().answer(REFUSED, 403)
  await done
})

test('a cookie and a header that are named go wherever the request goes', async () => {
  put({ csrftoken: 'no', token: 'one' })
  for (const baseUrl of ['/api/mizan', 'https://other.example/api']) {
    const { kernel, next } = scriptedServer({ baseUrl, csrf: NAMES })
    void kernel.call(rename, {})
    await settled()
    const { headers } = next()
    assert.deepEqual([headers.get('x-token'), headers.has('x-csrftoken')], ['one', false])
  }
})

test('the name of a cookie is no pattern', async () => {
  put({ csrf_token: 'no', 'csrf.token': 'one' })
  const { kernel, next } = scriptedServer({ csrf: { cookie: 'csrf.token', header: 'x-token' } })
  void kernel.call(rename, {})
  await settled()
  assert.equal(next().headers.get('x-token'), 'one')
})

test('a token that the page’s own headers bring stays, and is not tried again with another', async () => {
  put({ csrftoken: 'cookie' })
  const own = { 'X-CSRFToken': 'html' }
  for (const [ofKernel, ofCall] of [
    [own, {}],
    [async () => own, {}],
    [{}, own],
  ] as const) {
    const { kernel, asked, next } = scriptedServer({ headers: ofKernel })
    const failed = assert.rejects(kernel.call(rename, {}, { headers: ofCall }), { code: 'CSRF_FAILED' })
    await settled()
    assert.equal(next().headers.get('x-csrftoken'), 'html')
    put({ csrftoken: 'another' })
    await asked[0]!.answer(REFUSED, 403)
    await failed
    assert.equal(asked.length, 1)
  }
})

for (const [before, story] of [
  [undefined, 'that brought the first cookie'],
  ['one', 'after which the cookie is another'],
] as const) {
  test(`a refusal ${story} is answered by the same request with that`, async () => {
    if (before) put({ csrftoken: before })
    const { kernel, next } = scriptedServer({ headers: { 'x-app': 'board' } })
    const stop = kernel.mount('user', USER_5)
    await settled()
    await next().answer({ data: {} })
    const done = kernel.call(rename, { name: 'Eve' })
    await settled()
    const refused = next()
    put({ csrftoken: 'two' })
    await refused.answer(REFUSED, 403)
    const again = next()
    assert.deepEqual([refused.headers.get('x-csrftoken'), again.headers.get('x-csrftoken')], [before ?? null, 'two'])
    const { method, path, body } = again
    assert.deepEqual({ method, path, body }, { method: refused.method, path: refused.path, body: refused.body })
    assert.deepEqual([again.headers.get('x-app'), again.headers.get('mizan-protocol')], ['board', '1'])
    await again.answer({ result: 'done' })
    assert.equal(await done, 'done')
    stop()
  })
}

test('a long query that was refused is asked again too', async () => {
  const { kernel, next } = scriptedServer()
  const found = kernel.fetch(hits, { q: 'x'.repeat(3000) })
  await settled()
  put({ csrftoken: 'two' })
  await next().answer(REFUSED, 403)
  await next().answer({ data: { hits: ['x'] } })
  assert.deepEqual(await found, ['x'])
})

for (const [story, token, error] of [
  ['with the cookie as it was', 'one', REFUSED.error],
  ['without a cookie', undefined, REFUSED.error],
  ['for another reason', 'two', { code: 'FORBIDDEN', message: 'No.', details: null }],
] as const) {
  test(`a refusal ${story} is final, and makes nothing stale`, async () => {
    put({ csrftoken: 'one' })
    const { kernel, asked, next } = scriptedServer()
    const stop = kernel.entry(posts, USER_5).subscribe(() => {})
    await settled()
    await next().answer({ data: { posts: [] } })
    const failed = assert.rejects(kernel.call(rename, {}), { code: error.code, status: 403 })
    await settled()
    put(token ? { csrftoken: token } : {})
    await next().answer({ error }, 403)
    await failed
    assert.equal(asked.length, 2)
    stop()
  })
}

test('a request is sent once more, and never a third time', async () => {
  const { kernel, asked } = scriptedServer()
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'CSRF_FAILED' })
  for (const token of ['one', 'two']) {
    await settled()
    put({ csrftoken: token })
    await asked.at(-1)!.answer(REFUSED, 403)
  }
  await failed
  assert.equal(asked.length, 2)
})

test('a refusal by another server is final', async () => {
  const { kernel, asked, next } = scriptedServer({ baseUrl: 'https://other.example/api' })
  const failed = assert.rejects(kernel.call(rename, {}), { code: 'CSRF_FAILED' })
  await settled()
  put({ csrftoken: 'two' })
  await next().answer(REFUSED, 403)
  await failed
  assert.equal(asked.length, 1)
})

test('what was aborted meanwhile is not sent again', async () => {
  const abort = new AbortController()
  const { kernel, asked, next } = scriptedServer()
  const failed = assert.rejects(kernel.call(rename, {}, { signal: abort.signal }), { code: 'ABORTED' })
  await settled()
  put({ csrftoken: 'two' })
  const answered = next().answer(REFUSED, 403)
  abort.abort()
  await answered
  await failed
  assert.equal(asked.length, 1)
})

test('an upload carries the token, and is sent once more like any other call', async (context) => {
  ScriptedXhr.installed(context)
  put({ csrftoken: 'one' })
  const done = createKernel().call(upload, { file: new Blob(['x']) }, { onUploadProgress: () => {} })
  await settled()
  const refused = ScriptedXhr.last
  assert.equal(refused.headers['x-csrftoken'], 'one')
  put({ csrftoken: 'two' })
  refused.finish(403, JSON.stringify(REFUSED))
  await settled()
  const again = ScriptedXhr.last
  assert.notEqual(again, refused)
  assert.deepEqual([again.opened, again.headers['x-csrftoken']], [refused.opened, 'two'])
  assert.equal(await ((again.body as FormData).get('file') as File).text(), 'x')
  again.finish(200, '{"result":"up"}')
  assert.equal(await done, 'up')
})
