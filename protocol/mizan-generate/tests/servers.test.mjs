/** Where requests go: `baseUrl` of sources, what is emitted of it, and what a client of two servers does. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { FOLDER, generated } from '../golden/golden.mjs'
import { emitted, Project, until } from './project.mjs'

const folder = mkdtempSync(fileURLToPath(new URL('.servers-', import.meta.url)))
after(() => rmSync(folder, { recursive: true }))

const ARGS = { type: 'object', properties: {}, required: [] }

/** A document of some calls, and of a context with two queries. @param {string} context @param {string[]} calls */
function documentOf(context, calls) {
  const queries = [`${context}_one`, `${context}_two`]
  const part = { args: ARGS, result: { type: 'string' } }
  const functions = Object.fromEntries([
    ...queries.map((name) => [name, { kind: 'query', context, ...part }]),
    ...calls.map((name) => [name, { kind: 'call', ...part }]),
  ])
  return { 'x-mizan': { protocol: 1, functions, contexts: { [context]: { functions: queries, params: ARGS } } } }
}

const DOCUMENTS = {
  shop: documentOf('shop', ['buy', 'sell', 'rent', 'lend']),
  ai: documentOf('ai', ['embed']),
  mail: documentOf('mail', ['send']),
}

/** @typedef {keyof typeof DOCUMENTS} Name */

/** The client of some servers. @param {Partial<Record<Name, string | undefined>>} baseUrls @param {any} [documents] */
const clientOf = (baseUrls, documents = DOCUMENTS) =>
  emitted(Object.fromEntries(Object.keys(baseUrls).map((name) => [name, documents[name]])), baseUrls)

/** @param {Record<string, string>} files @returns {Promise<(path: string) => string>} */
const lookupOf = async (files) =>
  (await import(`data:text/javascript,${encodeURIComponent(files['servers.js'] ?? '')}`)).baseUrl

/** Every request that a client of all servers may send. */
const PATHS = /** @type {const} */ ({
  shop: ['call/buy', 'call/sell', 'call/rent', 'call/lend', 'context/shop'],
  ai: ['call/embed', 'context/ai'],
  mail: ['call/send', 'context/mail'],
})

/** @type {[string, Partial<Record<Name, string | undefined>>, Partial<Record<Name, string>>][]} */
const MOUNTED = [
  ['the smaller server elsewhere', { shop: undefined, ai: '/ai/mizan' }, { shop: '/api/mizan', ai: '/ai/mizan' }],
  ['the larger server elsewhere', { shop: '/shop', ai: undefined }, { shop: '/shop', ai: '/api/mizan' }],
  [
    'three servers',
    { shop: '/shop', ai: 'https://ai.example.com/mizan', mail: undefined },
    { shop: '/shop', ai: 'https://ai.example.com/mizan', mail: '/api/mizan' },
  ],
  ['two servers at one path', { shop: undefined, ai: '/b', mail: '/b' }, { shop: '/api/mizan', ai: '/b', mail: '/b' }],
  ['a server at the root', { shop: undefined, ai: '' }, { shop: '/api/mizan', ai: '' }],
  ['one server alone', { ai: '/ai/mizan' }, { ai: '/ai/mizan' }],
]

for (const [what, baseUrls, expected] of MOUNTED) {
  test(`every request goes to its own server: ${what}`, async () => {
    const files = await clientOf(baseUrls)
    const baseUrl = await lookupOf(files)

    for (const [name, mounted] of Object.entries(expected)) {
      for (const path of PATHS[/** @type {Name} */ (name)]) assert.equal(baseUrl(path), mounted, path)
    }
    assert.match(files['react.js'] ?? '', /mizanProvider\(false, \{ baseUrl \}\)/)
    assert.match(files['index.js'] ?? '', /export \* from '\.\/servers\.js'/)
    assert.match(files['index.d.ts'] ?? '', /export \* from '\.\/servers\.js'/)
  })
}

test('the table leaves out the server with the most requests', async () => {
  assert.doesNotMatch((await clientOf({ shop: '/shop', ai: undefined }))['servers.js'] ?? '', /buy|context\/shop/)
  assert.doesNotMatch((await clientOf({ shop: undefined, ai: '/ai' }))['servers.js'] ?? '', /buy|context\/shop/)
})

test('among equal servers it leaves out the usual one, else the first', async () => {
  assert.doesNotMatch((await clientOf({ ai: '/a', mail: undefined }))['servers.js'] ?? '', /call\/send/)
  assert.doesNotMatch((await clientOf({ ai: '/a', mail: '/b' }))['servers.js'] ?? '', /call\/embed/)
})

test('the order of the list changes nothing', async () => {
  const shared = await clientOf({ mail: '/b', shop: '/c', ai: '/b' })
  assert.deepEqual(await clientOf({ ai: '/b', mail: '/b', shop: '/c' }), shared)
  assert.match(shared['servers.js'] ?? '', /call\/embed[\s\S]*call\/send/)

  const apart = await clientOf({ mail: '/b', shop: '/c', ai: '/a' })
  assert.deepEqual(await clientOf({ ai: '/a', mail: '/b', shop: '/c' }), apart)
  assert.match(apart['servers.js'] ?? '', /call\/embed[\s\S]*call\/send/)
})

test('a server without functions is left out', async () => {
  const nothing = { 'x-mizan': { protocol: 1 } }

  assert.match(
    (await clientOf({ shop: undefined, ai: '/ai' }, { ...DOCUMENTS, ai: nothing }))['servers.js'] ?? '',
    /\n\nexport const baseUrl = \(\) => '\/api\/mizan'\n$/,
  )
})

test('without any baseUrl nothing of servers is emitted', async () => {
  const files = await clientOf({ shop: undefined, ai: undefined })

  assert.equal('servers.js' in files, false)
  assert.equal('servers.d.ts' in files, false)
  for (const [name, text] of Object.entries(files)) assert.doesNotMatch(text, /servers|baseUrl/, name)
})

test('a function that would be called as the lookup is refused where there is one', async () => {
  const documents = { shop: documentOf('shop', ['base_url']) }

  assert.match((await clientOf({ shop: undefined }, documents))['calls.js'] ?? '', /export const baseUrl = /)
  await assert.rejects(
    clientOf({ shop: '/shop' }, documents),
    /The function base_url and Mizan itself would both be called baseUrl\. Rename one of them\./,
  )
})

test('a slash at the end of a baseUrl is none of its own', async () => {
  const project = new Project()
    .config({ source: { file: 'ai.json', baseUrl: '/ai/mizan/' }, output: 'api' })
    .write('ai.json', JSON.stringify(DOCUMENTS.ai))
  project.run()

  assert.match(project.read('api/servers.js'), /baseUrl = \(\) => '\/ai\/mizan'\n/)
  project.remove()
})

/** Write the golden client of two servers to where its packages are found, and load it. */
async function client() {
  for (const [name, text] of Object.entries(await generated('servers'))) writeFileSync(join(folder, name), text)
  return import(join(folder, 'index.js'))
}

/** A fetch that notes what is asked for, and answers for both servers. */
function answering() {
  /** @type {string[]} */
  const asked = []
  const data = { shop_name: 'Wool', suggestions: [] }
  const fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ { method }) => {
    asked.push(`${method} ${url.split('?')[0]}`)
    const body = method === 'GET' ? { data } : { result: null, invalidate: [{ all: true }] }
    return new Response(JSON.stringify(body), { headers: { 'mizan-protocol': '1' } })
  }
  return { asked, fetch }
}

test('a page with React says nothing of servers', async () => {
  const { MizanContext, callAiAccept, callRename } = await client()
  const { asked, fetch } = answering()

  renderToString(createElement(MizanContext, { fetch }))
  await callAiAccept({ about: 'wool', text: 'Knit.' })
  await callRename({ product_id: 5, title: 'Wool' })

  assert.deepEqual(asked, ['POST /ai/mizan/call/ai.accept', 'POST /api/mizan/call/rename'])
})

test('a client sends each request to its server, and what affects everything makes both stale', async () => {
  const { configure, baseUrl, shopName, suggestions, callLogout } = await client()
  const { asked, fetch } = answering()
  const kernel = configure({ baseUrl, fetch })
  const both = ['GET /ai/mizan/context/suggestions', 'GET /api/mizan/context/global']
  for (const entry of [kernel.entry(shopName, {}), kernel.entry(suggestions, { about: 'wool' })]) {
    entry.subscribe(() => {})
    await entry.wait()
  }
  assert.deepEqual(asked.sort(), both)
  asked.length = 0

  await callLogout()
  await until(
    () => asked.length === 3,
    () => asked.join(),
  )

  assert.deepEqual(asked.sort(), [...both, 'POST /api/mizan/call/logout'])
  kernel.dispose()
})

test('a bundle holds the table only if something asks for it', async () => {
  const bundle = async (/** @type {string} */ contents) => {
    const stdin = { contents, resolveDir: join(FOLDER, 'servers/expected') }
    const done = await build({ stdin, bundle: true, minify: true, write: false, format: 'esm', external: ['react'] })
    return done.outputFiles[0]?.text ?? ''
  }

  assert.doesNotMatch(await bundle("import { callRename } from './index.js'\nconsole.log(callRename)"), /\/ai\/mizan/)
  assert.match(await bundle("import { MizanContext } from './index.js'\nconsole.log(MizanContext)"), /\/ai\/mizan/)
})
