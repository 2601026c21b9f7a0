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

const PER_FURTHER_FUNCTION = 40 // a descriptor, a hook, and the use of it, minified
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

/** What a page of each framework takes from its client, and which packages are not ours. */
const FRAMEWORKS = {
  react: { root: 'MizanContext', external: ['react', 'react/jsx-runtime'] },
  solid: { root: 'MizanContext', external: ['solid-js'] },
  svelte: { root: 'setMizan', external: ['svelte', 'svelte/reactivity', 'svelte/store'] },
  vue: { root: 'mizan', external: ['vue'] },
  tanstack: { root: 'connectMizan', external: ['@tanstack/query-core'] },
}
/** @typedef {keyof typeof FRAMEWORKS} Framework */

/** Write the client of many functions. @param {Framework} framework @param {number} count */
function client(framework, count) {
  const place = join(folder, framework, String(count))
  mkdirSync(place, { recursive: true })
  for (const [name, text] of Object.entries(emit(readModel(documentOf(count)), [framework])))
    writeFileSync(join(place, name), text)
  return place
}

/** @param {Framework} framework @param {number} count @param {string} code */
async function bundled(framework, count, code) {
  const place = client(framework, count)
  const done = await build({
    stdin: { contents: code, resolveDir: place, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: FRAMEWORKS[framework].external,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return done.outputFiles[0]?.text ?? ''
}

/** @param {Framework} framework @param {number} count @param {string} code */
async function bundledByVite(framework, count, code) {
  const place = client(framework, count)
  writeFileSync(join(place, 'app.js'), code)
  const done = await viteBuild({
    root: place,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: 'app.js', formats: ['es'] },
      rolldownOptions: { external: FRAMEWORKS[framework].external },
    },
  })
  const [{ output = [] } = {}] = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([done].flat())
  return output.map((each) => ('code' in each ? each.code : '')).join('')
}

/** What a page takes of one function. @param {string} framework @param {number} index */
const usedOf = (framework, index) =>
  framework === 'tanstack' ? `thing${index}${index % 2 ? 'Mutation' : 'Options'}` : `useThing${index}`

/** A page that uses these. @param {readonly string[]} names */
const using = (...names) => `import { ${names} } from './index.js'\nconsole.log(${names})`

for (const [name, { root }] of Object.entries(FRAMEWORKS)) {
  const framework = /** @type {Framework} */ (name)
  const one = using(root, usedOf(framework, 0), usedOf(framework, 1))

  for (const [bundler, bundle] of Object.entries({ esbuild: bundled, Vite: bundledByVite })) {
    test(`${framework}: ${bundler} bundles no function that is not used`, async () => {
      const text = await bundle(framework, 200, one)

      assert.deepEqual(
        [...text.matchAll(/thing_\d+/g)].map(([name]) => name),
        ['thing_0', 'thing_1'],
      )
    })
  }

  test(`${framework}: a function that is not used costs nothing`, async () => {
    assert.equal((await bundled(framework, 200, one)).length, (await bundled(framework, 4, one)).length)
  })

  test(`${framework}: a further function that is used costs a few bytes`, async () => {
    const more = using(root, ...Array.from({ length: 100 }, (_, index) => usedOf(framework, index)))

    const each = ((await bundled(framework, 200, more)).length - (await bundled(framework, 200, one)).length) / 98

    assert.ok(each <= PER_FURTHER_FUNCTION, `${each} bytes`)
  })

  test(`${framework}: a page that only calls bundles nothing of the framework`, async () => {
    const text = await bundled(framework, 200, using('callThing1'))

    assert.doesNotMatch(text, /import\b/)
  })
}
