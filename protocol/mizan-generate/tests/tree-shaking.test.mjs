/** What of the generated code reaches a browser: what is used, and nothing else. */

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { build as viteBuild } from 'vite'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'

const PER_FURTHER_FUNCTION = 50 // a descriptor, a hook, and the use of it, minified
const folder = mkdtempSync(fileURLToPath(new URL('.tree-', import.meta.url)))
after(() => rmSync(folder, { recursive: true }))

/** A document of many functions, half of them queries. @param {number} count */
function documentOf(count) {
  const args = { type: 'object', properties: {}, required: [] }
  const functions = Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const kind = index % 2 ? 'mutation' : 'query'
      const own = kind === 'query' ? { context: 'things', params: [] } : { contexts: ['things'] }
      return [`thing_${index}`, { kind, args, result: { type: 'string' }, errors: [], ...own }]
    }),
  )
  const contexts = { things: { functions: Object.keys(functions), params: args } }
  return { 'x-mizan': { protocol: 1, functions, contexts, errors: {} }, components: { schemas: {} } }
}

/** Write the client of many functions. @param {number} count */
function client(count) {
  const place = join(folder, String(count))
  mkdirSync(place, { recursive: true })
  for (const [name, text] of Object.entries(emit(readModel(documentOf(count)), ['react'])))
    writeFileSync(join(place, name), text)
  return place
}

/** @param {number} count @param {string} code */
async function bundled(count, code) {
  const place = client(count)
  const done = await build({
    stdin: { contents: code, resolveDir: place, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['react'],
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return done.outputFiles[0]?.text ?? ''
}

const ONE =
  "import { MizanContext, useThing0, useThing1 } from './index.js'\nconsole.log(MizanContext, useThing0, useThing1)"

/** @param {number} count @param {string} code */
async function bundledByVite(count, code) {
  const place = client(count)
  writeFileSync(join(place, 'app.js'), code)
  const done = await viteBuild({
    root: place,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: 'app.js', formats: ['es'] },
      rolldownOptions: { external: ['react', 'react/jsx-runtime'] },
    },
  })
  const [{ output = [] } = {}] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([done].flat())
  return output.map((each) => ('code' in each ? each.code : '')).join('')
}

for (const [bundler, bundle] of Object.entries({ esbuild: bundled, Vite: bundledByVite })) {
  test(`${bundler} bundles no function that is not used`, async () => {
    const text = await bundle(200, ONE)

    assert.deepEqual(
      [...text.matchAll(/thing_\d+/g)].map(([name]) => name),
      ['thing_0', 'thing_1'],
    )
  })
}

test('a function that is not used costs nothing', async () => {
  assert.equal((await bundled(200, ONE)).length, (await bundled(2, ONE)).length)
})

test('a further function that is used costs a few bytes', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `useThing${index}`)
  const more = `import { MizanContext, ${names} } from './index.js'\nconsole.log(MizanContext, ${names})`

  const each = ((await bundled(200, more)).length - (await bundled(200, ONE)).length) / 98

  assert.ok(each <= PER_FURTHER_FUNCTION, `${each} bytes`)
})
