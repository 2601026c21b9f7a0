import assert from 'node:assert/strict'
import { test } from 'node:test'
import { context, createKernel, MizanError, query } from '../src/index.ts'
import { scriptedServer, settled } from './scripted-server.ts'
import { ScriptedXhr } from './scripted-xhr.ts'
import { hits, posts, profile, rename, USER_5, upload } from './subjects.ts'

test('answers that are not Mizan are named', async () => {
  const { kernel, next } = scriptedServer()
  for (const [body, status, headers, code] of [
    ['<h1>proxy</h1>', 200, {}, 'BAD_RESPONSE'],
    ['', 502, {}, 'BAD_RESPONSE'],
    ['null', 200, {}, 'BAD_RESPONSE'],
    [{ hello: 1 }, 200, {}, 'BAD_RESPONSE'],
    [{ error: 'a gateway speaks' }, 401, {}, 'BAD_RESPONSE'],
    [{ data: { profile: 'Ada' } }, 404, {}, 'BAD_RESPONSE'],
    [{ data: {} }, 200, { 'mizan-protocol': '2' }, 'PROTOCOL_MISMATCH'],
  ] as const) {
    const failed = assert.rejects(
      kernel.fetch(profile, USER_5),
      (error) => error instanceof MizanError && error.code === code,
    )
    await settled()
    await next().answer(body, status, headers)
    await failed
  }
})

test('long params go by POST', async () => {
  const { kernel, next } = scriptedServer()
  const found = kernel.fetch(hits, { q: 'x'.repeat(3000) })
  await settled()
  const request = next()
  assert.deepEqual([request.method, request.path], ['POST', 'context/search'])
  assert.deepEqual(request.body?.params, { q: 'x'.repeat(3000) })
  await request.answer({ data: { hits: [] } })
  assert.deepEqual(await found, [])
})

test('what is no JSON is refused before it is sent', async () => {
  const { kernel } = scriptedServer()
  await assert.rejects(async () => kernel.fetch(posts, { user_id: Number.NaN }), { code: 'BAD_REQUEST' })
})

test('an error carries the code, the sentence, the details and the status of its envelope', async () => {
  const { kernel, next } = scriptedServer()
  const caught = kernel.call(rename, {}).catch((error) => error)
  await settled()
  await next().answer({ error: { code: 'OUT_OF_STOCK', message: 'Only 3 left.', details: { left: 3 } } }, 409)
  const error = await caught
  assert.ok(error instanceof MizanError && error instanceof Error)
  assert.deepEqual(
    [error.name, error.code, error.message, error.details, error.status],
    ['MizanError', 'OUT_OF_STOCK', 'Only 3 left.', { left: 3 }, 409],
  )
})

test('a connection that breaks within the answer is a broken connection', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"result":'))
      controller.error(new TypeError('terminated'))
    },
  })
  const kernel = createKernel({ fetch: async () => new Response(body) })
  await assert.rejects(kernel.call(rename, {}), { code: 'NETWORK_ERROR', message: 'The server could not be reached.' })
})

test('a signal aborts, whatever its reason, also before anything is sent', async () => {
  const { kernel, asked } = scriptedServer()
  const signal = AbortSignal.abort(new Error('changed my mind'))
  await assert.rejects(kernel.fetch(profile, USER_5, { signal }), { code: 'ABORTED' })
  assert.equal(asked.length, 0)
})

test('params are spelt canonically, and left out where there are none', async () => {
  const urls: string[] = []
  const fetch = async (input: RequestInfo | URL) => {
    urls.push(String(input))
    return Response.json({ data: { hits: [], profile: 1 } })
  }
  const kernel = createKernel({ fetch, baseUrl: 'https://api.example/mizan/' })
  await kernel.fetch(query('hits', context('search', ['a', 'b'])), { b: [1, null], a: 'b?c#d/&' })
  await kernel.fetch(query('hits', context('search')), {})
  assert.deepEqual(urls, [
    `https://api.example/mizan/context/search?params=${encodeURIComponent('{"a":"b?c#d/&","b":[1,null]}')}&only=hits`,
    'https://api.example/mizan/context/search?only=hits',
  ])
})

test('a URL of 2000 characters is a GET, one of 2001 a POST', async () => {
  const { kernel, next } = scriptedServer()
  const length = '/api/mizan/context/search?params=&only=hits'.length + encodeURIComponent('{"q":""}').length
  for (const [room, method] of [
    [0, 'GET'],
    [1, 'POST'],
  ] as const) {
    const found = kernel.fetch(hits, { q: 'x'.repeat(2000 - length + room) })
    await settled()
    const request = next()
    assert.equal(request.method, method)
    await request.answer({ data: { hits: [] } })
    await found
  }
})

test('null arguments are sent, undefined ones are not', async () => {
  const { kernel, next } = scriptedServer()
  void kernel.call(rename, { a: null, b: undefined })
  await settled()
  const request = next()
  assert.deepEqual(request.body, { args: { a: null } })
  assert.equal(request.headers.get('content-type'), 'application/json')
})

test('headers of the call win over those of the kernel, and the protocol’s over both', async () => {
  const { kernel, next } = scriptedServer({
    headers: async () => ({ authorization: 'kernel', 'x-kernel': '1', 'mizan-protocol': '9' }),
    credentials: 'include',
  })
  void kernel.call(rename, {}, { headers: { Authorization: 'call' } })
  await settled()
  const { headers, credentials } = next()
  assert.deepEqual(
    ['authorization', 'x-kernel', 'mizan-protocol'].map((name) => headers.get(name)),
    ['call', '1', '1'],
  )
  assert.equal(credentials, 'include')
})

test('a kernel that is configured anew asks elsewhere from then on', async () => {
  const { kernel, asked } = scriptedServer()
  kernel.configure({ baseUrl: '/elsewhere', fetch: async () => Response.json({ result: 'there' }) })
  assert.equal(await kernel.call(rename, {}), 'there')
  assert.equal(asked.length, 0)
})

test('where the backend is may depend on what is asked for', async () => {
  const paths: string[] = []
  const urls: string[] = []
  const baseUrl = (path: string) => {
    paths.push(path)
    return path.startsWith('call/') ? '/writes' : 'https://reads.example/mizan/'
  }
  const fetch = async (input: RequestInfo | URL) => {
    urls.push(String(input))
    return Response.json({ result: null, data: { profile: 'Ada', hits: [] } })
  }
  const kernel = createKernel({ baseUrl, fetch })
  await kernel.call(rename, {})
  await kernel.fetch(profile, USER_5)
  await kernel.fetch(hits, { q: 'x'.repeat(3000) })
  assert.deepEqual(paths, ['call/rename', 'context/user', 'context/search'])
  assert.deepEqual(urls, [
    '/writes/call/rename',
    `https://reads.example/mizan/context/user?params=${encodeURIComponent('{"user_id":5}')}&only=profile`,
    'https://reads.example/mizan/context/search',
  ])
})

test('files travel as parts beside the arguments', async () => {
  const { kernel, next } = scriptedServer()
  const [one, two] = [new Blob(['one']), new Blob(['two'])]
  void kernel.call(upload, { title: 'T', file: one, more: [one, two] })
  await settled()
  const { form, headers } = next()
  assert.ok(form)
  assert.equal(await (form.get('args') as File).text(), '{"title":"T"}')
  assert.equal((form.get('args') as File).type, 'application/json')
  assert.deepEqual(
    ['file', 'more', 'mounted'].map((name) => form.getAll(name).length),
    [1, 2, 0],
  )
  assert.equal(headers.get('content-type'), null)
})

test('a file that is not given is left out', async () => {
  const { kernel, next } = scriptedServer()
  void kernel.call(upload, { title: 'T', file: undefined, more: null })
  await settled()
  assert.deepEqual([...next().form!.keys()], ['args'])
})

test('upload progress is told where the platform can', async (context) => {
  ScriptedXhr.installed(context)
  const kernel = createKernel({ credentials: 'include' })
  const seen: unknown[] = []
  const abort = new AbortController()
  const { signal } = abort
  const done = kernel.call(upload, { file: new Blob(['x']) }, { onUploadProgress: (now) => seen.push(now), signal })
  await settled()
  const { last } = ScriptedXhr
  last.upload.onprogress?.({ loaded: 1, total: 2, lengthComputable: true })
  assert.deepEqual(seen, [{ loaded: 1, total: 2 }])
  assert.deepEqual([last.opened, last.withCredentials], [['POST', '/api/mizan/call/upload'], true])
  assert.equal(last.headers['mizan-protocol'], '1')
  last.finish(200, '{"result":"up"}')
  assert.equal(await done, 'up')
  abort.abort()
  assert.equal(last.aborted, false, 'what is over is not aborted')
})

test('an upload that is refused, breaks or is aborted rejects like any other call', async (context) => {
  ScriptedXhr.installed(context)
  const kernel = createKernel()
  for (const [end, code] of [
    [
      (xhr: ScriptedXhr) => xhr.finish(413, '{"error":{"code":"PAYLOAD_TOO_LARGE","message":"No."}}'),
      'PAYLOAD_TOO_LARGE',
    ],
    [(xhr: ScriptedXhr) => xhr.finish(204, ''), 'BAD_RESPONSE'],
    [(xhr: ScriptedXhr) => xhr.onerror?.({}), 'NETWORK_ERROR'],
    [(_: ScriptedXhr, abort: AbortController) => abort.abort(), 'ABORTED'],
  ] as const) {
    const abort = new AbortController()
    const options = { onUploadProgress: () => {}, signal: abort.signal }
    const failed = assert.rejects(kernel.call(upload, { file: new Blob(['x']) }, options), { code })
    await settled()
    end(ScriptedXhr.last, abort)
    await failed
  }
})
