import './dom.mjs'
import assert from 'node:assert/strict'
import { after as afterAll, type TestContext, test } from 'node:test'
import { after } from '../src/after.ts'
import { csrf } from '../src/csrf.ts'
import { type Asked, type Script, scriptedServer, settled } from './scripted-server.ts'
import { ScriptedXhr } from './scripted-xhr.ts'
import { profile, REFUSAL, rename, USER_5, upload } from './subjects.ts'

after()
after() // says nothing new

afterAll(() => window.close())

/** What a request says of earlier writes. */
const said = ({ headers }: Asked) => headers.get('mizan-after')?.split(', ') ?? []

/** Send a call. */
async function written({ kernel, next }: Script): Promise<Asked> {
  void kernel.call(rename, {}).catch(() => {})
  await settled()
  return next()
}

/** Answer with a token. */
const told = (asked: Asked, token: string) => asked.answer({ result: null }, 200, { 'mizan-after': token })

/** Let the browser hold one token, in place of all that it held. */
async function holding(token: string): Promise<Script> {
  const script = scriptedServer()
  await told(await written(script), token)
  assert.equal(cookie(), token)
  return script
}

const cookie = () => /mizan-after=([^;]*)/.exec(document.cookie)?.[1]

/** Let this be the cookie, as another tab would. */
function put(tokens: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
  document.cookie = `mizan-after=${tokens}; path=/`
}

test('before anything was written nothing is said of it', async () => {
  assert.deepEqual(said(await written(scriptedServer())), [])
})

test('what a call has made stands in every request from then on, reads and writes alike', async () => {
  const { kernel, next } = await holding('mza1.k1.one.mac')
  void kernel.fetch(profile, USER_5)
  void kernel.call(rename, {})
  await settled()
  assert.deepEqual([said(next()), said(next())], [['mza1.k1.one.mac'], ['mza1.k1.one.mac']])
})

test('another kernel, as of another page, says it too', async () => {
  await holding('one')
  assert.deepEqual(said(await written(scriptedServer())), ['one'])
})

test('a token stands for all that were sent with its request, and for no other', async () => {
  const script = await holding('one')
  const [first, second] = [await written(script), await written(script)]
  await told(first, 'first')
  assert.deepEqual(said(await written(script)), ['first'])
  await told(second, 'second')
  const both = await written(script)
  assert.deepEqual(said(both), ['first', 'second'])
  assert.equal(cookie(), 'first~second')
  await told(both, 'merged')
  assert.deepEqual(said(await written(script)), ['merged'])
})

test('an answer without a token changes nothing', async () => {
  const script = await holding('one')
  await (await written(script)).answer({ result: null })
  assert.deepEqual(said(await written(script)), ['one'])
})

test('a call that failed may have written: its token is kept', async () => {
  const script = await holding('one')
  await (await written(script)).answer({ error: REFUSAL }, 404, { 'mizan-after': 'failed' })
  assert.deepEqual(said(await written(script)), ['failed'])
})

test('a token is kept before whoever called goes on', async () => {
  const script = await holding('one')
  const done = script.kernel.call(rename, {}).then(() => cookie())
  await settled()
  await told(script.next(), 'two')
  assert.equal(await done, 'two')
})

test('what another tab has written is said, and its token is not lost', async () => {
  const script = await holding('one')
  put('one~other')
  const asked = await written(script)
  assert.deepEqual(said(asked), ['one', 'other'])
  put('one~other~later') // while the request is on its way
  await told(asked, 'merged')
  assert.equal(cookie(), 'later~merged')
})

test('what this page has written is said although another tab lost it', async () => {
  const script = await holding('one')
  put('other')
  assert.deepEqual(said(await written(script)), ['other', 'one'])
})

test('a cookie that holds anything else is none', async () => {
  const script = await holding('one')
  for (const text of ['', 'a b', '%7E', 'one"']) {
    put(text)
    assert.deepEqual(said(await written(script)).at(-1), 'one', text)
  }
})

test('the cookie is for the whole site, for a day, and only over https where the page is', async (context) => {
  const lines = spied(context)
  await told(await written(scriptedServer()), 'one')
  assert.deepEqual(lines, ['mizan-after=one; Path=/; Max-Age=86400; SameSite=Lax; Secure'])
  standing(context, 'http://localhost:8000/board')
  await told(await written(scriptedServer()), 'two')
  assert.doesNotMatch(lines[1] ?? '', /Secure/)
})

/** Note what is written to the page's cookies, until the test ends. */
function spied(context: TestContext): string[] {
  const lines: string[] = []
  const set = (line: string) => lines.push(line)
  Object.defineProperty(document, 'cookie', { get: () => '', set, configurable: true })
  context.after(() => Reflect.deleteProperty(document, 'cookie'))
  return lines
}

/** Let the page stand at this address, until the test ends. */
function standing(context: TestContext, url: string): void {
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(url)
  context.after(() => happyDOM.setURL('https://app.example/board'))
}

test('another server is not told, and its tokens are not taken', async () => {
  await holding('one')
  const script = scriptedServer({ baseUrl: 'https://other.example/api' })
  const asked = await written(script)
  assert.deepEqual(said(asked), [])
  await told(asked, 'foreign')
  assert.deepEqual(said(await written(scriptedServer())), ['one'])
})

test('where there is no page, tokens are in memory', async (context) => {
  const script = await holding('one')
  const page = document
  Reflect.deleteProperty(globalThis, 'document')
  context.after(() => Object.assign(globalThis, { document: page }))
  await told(await written(script), 'two')
  assert.deepEqual(said(await written(script)), ['two'])
})

test('where cookies are refused, tokens are in memory', async (context) => {
  const script = await holding('one')
  spied(context)
  await told(await written(script), 'two')
  assert.deepEqual(said(await written(script)), ['two'])
})

test('an upload whose progress is told brings its token, too', async (context) => {
  await holding('one')
  const sending = globalThis.fetch
  globalThis.fetch = () => assert.fail('sent by fetch')
  context.after(() => Object.assign(globalThis, { fetch: sending }))
  ScriptedXhr.installed(context)
  const { createKernel } = await import('../src/index.ts')
  const done = createKernel({ retries: 0 }).call(upload, { file: new Blob(['x']) }, { onUploadProgress: () => {} })
  await settled()
  ScriptedXhr.last.answers = { 'mizan-after': 'uploaded' }
  ScriptedXhr.last.finish(200, '{"result":null}')
  await done
  assert.deepEqual(ScriptedXhr.last.headers['mizan-after'], 'one')
  assert.deepEqual(said(await written(scriptedServer())), ['uploaded'])
})

test('a call that is sent again with another CSRF token says the same, and its last answer counts', async (context) => {
  csrf()
  const script = await holding('one')
  const done = script.kernel.call(rename, {})
  await settled()
  const refused = script.next()
  // biome-ignore lint/suspicious/noDocumentCookie: the kernel reads what is written here
  document.cookie = 'csrftoken=two; path=/'
  context.after(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: as it was
    document.cookie = 'csrftoken=; path=/; max-age=0'
  })
  await refused.answer({ error: { code: 'CSRF_FAILED', message: '', details: null } }, 403)
  const again = script.next()
  assert.deepEqual([said(refused), said(again)], [['one'], ['one']])
  await told(again, 'two')
  await done
  assert.deepEqual(said(await written(script)), ['two'])
})
