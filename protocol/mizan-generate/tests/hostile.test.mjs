/** Documents written by an enemy, or only by somebody with odd names: the code that they become runs, and does nothing else. */

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readContent } from '../generator/lib/document.mjs'
import { emit } from '../generator/lib/emit/index.mjs'
import { modelOf } from '../generator/lib/model.mjs'

const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const folder = mkdtempSync(fileURLToPath(new URL('.hostile-', import.meta.url)))
after(() => rmSync(folder, { recursive: true }))
symlinkSync(MODULES, join(folder, 'node_modules'))

/** Text that would run wherever it is not kept a text. */
const RUN = 'globalThis.stolen=(globalThis.stolen??0)+1'
const EVIL = [
  `*/ ${RUN} /*`,
  `'; ${RUN}; '`,
  `"; ${RUN}; "`,
  `\`; ${RUN}; \``,
  `\${${RUN}}`,
  `\\'; ${RUN}; //`,
  `\u2028${RUN}`,
  `\n${RUN}\n`,
  `\r${RUN}\r`,
  `-->\n${RUN}`,
  `</script><script>${RUN}</script>`,
  `// @ts-ignore\n/** @type {any} */`,
  `@deprecated {@link x} <b>`,
  '\u0000\u001b[31m\ufeff',
]
const WORDS =
  '__proto__ constructor prototype toString valueOf hasOwnProperty then catch default await async yield let static of get set type ' +
  'arguments eval undefined null true NaN Infinity this new class import export enum interface any never string number object'
const NAMES = [
  ...WORDS.split(' '),
  '',
  ' ',
  '0',
  '1e3',
  'a-b',
  'a.b',
  '[key: string]',
  '...rest',
  'größe',
  '名前',
  '🎉',
  ...EVIL,
]

const MOMENT = '2026-01-01T00:00:00Z'
const STRING = { type: 'string' }
const ref = (/** @type {string} */ name) => ({ $ref: `#/components/schemas/${name}` })
/** An object of members of these names, `__proto__` too. @param {readonly string[]} names @param {any} schema */
const members = (names, schema) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, schema])),
  required: [...names],
})

/** The same, with a tag that tells it from others. @param {any} object @param {string | undefined} tag */
const tagged = (object, tag) => ({
  ...object,
  properties: { ...object.properties, "it's": { const: tag } },
  required: [...object.required, "it's"],
})

const ODD = {
  ...members(NAMES, { ...STRING, description: EVIL.join('\n'), default: EVIL, examples: EVIL, pattern: EVIL[0] }),
}
const SCHEMAS = {
  Odd: { ...tagged(ODD, EVIL[2]), description: EVIL.join(' ') },
  Value: { enum: [...NAMES], 'x-enum-names': [...NAMES], description: EVIL.join('\n') },
  Tagged: members(['__proto__', ...EVIL], { const: EVIL[1] }),
  When: tagged(members(NAMES, { type: 'string', format: 'date-time' }), EVIL[3]),
  Either: { anyOf: [ref('When'), ref('Tagged'), { enum: EVIL }] },
}

function documentOf() {
  /** @type {Record<string, any>} */
  const functions = Object.fromEntries(
    WORDS.toLowerCase()
      .split(' ')
      .filter((word) => /^[a-z]/.test(word))
      .concat(
        'codec',
        'codecs',
        'index',
        'read',
        'encoded',
        'list',
        'map',
        'fields',
        'plain',
        'date',
        'choose',
        'late',
        'has',
      )
      .map((name) => [
        name,
        {
          kind: 'call',
          args: { ...members(NAMES, ref('Value')), additionalProperties: false },
          result: { anyOf: [ref('Odd'), ref('Either'), { type: 'null' }] },
          errors: [...EVIL],
          description: EVIL.join('\n'),
        },
      ]),
  )
  const params = members(
    NAMES.filter((name) => !/^(ref|key|children)$/.test(name)),
    STRING,
  )
  functions.query = {
    kind: 'query',
    context: 'class',
    params: Object.keys(params.properties),
    args: params,
    result: { type: 'array', items: ref('Odd') },
  }
  return {
    'x-mizan': {
      protocol: 1,
      functions,
      contexts: { class: { functions: ['query'], params } },
      errors: Object.fromEntries(EVIL.map((code) => [code, { status: 400, details: ref('When'), description: code }])),
    },
    components: { schemas: SCHEMAS },
  }
}

/** Write what a document becomes. @param {string} name @param {Record<string, string>} values */
function written(name, values) {
  const place = join(folder, name)
  mkdirSync(place)
  const files = emit(modelOf(readContent(documentOf()), undefined, ['react'], values), ['react'])
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text)
  return { place, files }
}

for (const [name, values] of Object.entries({
  plain: {},
  codecs: { dates: 'Date', bytes: 'Uint8Array', decimal: 'Decimal' },
})) {
  test(`${name}: what an enemy writes stays text`, async () => {
    const { place } = written(name, /** @type {Record<string, string>} */ (values))
    const run = `
      const before = Object.keys(globalThis).length + Object.getOwnPropertyNames(Object.prototype).length
      const api = await import('./index.js')
      const after = Object.keys(globalThis).length + Object.getOwnPropertyNames(Object.prototype).length
      const wire = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries([...NAMES.map((each) => [each, MOMENT]), ["it's", EVIL[3]]])))})
      const read = api.then_.read(wire)
      console.log(JSON.stringify({
        stolen: globalThis.stolen ?? null,
        grown: after - before,
        members: Object.keys(api.Value).length,
        proto: Object.hasOwn(api.Value, '__proto__'),
        read: Object.keys(read).length,
        dates: Object.values(read).filter((each) => each instanceof Date).length,
        polluted: {}.polluted ?? null,
      }))`
    writeFileSync(join(place, 'run.mjs'), run)

    const said = JSON.parse(execFileSync(process.execPath, [join(place, 'run.mjs')], { encoding: 'utf8' }))

    const dates = name === 'codecs' ? NAMES.length : 0
    const read = NAMES.length + 1
    assert.deepEqual(said, { stolen: null, grown: 0, members: NAMES.length, proto: true, read, dates, polluted: null })
  })

  for (const compiler of ['typescript', 'typescript7']) {
    test(`${name}: ${compiler} takes it`, () => {
      writeFileSync(
        join(folder, name, 'tsconfig.json'),
        JSON.stringify({
          extends: '../../../../../tsconfig.base.json',
          compilerOptions: { noEmit: true, types: ['react'] },
          include: ['*.d.ts'],
        }),
      )

      const done = spawnSync('node', [join(MODULES, compiler, 'bin/tsc'), '-p', join(folder, name)], {
        encoding: 'utf8',
      })

      assert.equal(done.stdout, '')
      assert.equal(done.status, 0)
    })
  }
}

test('a bundle of one call holds none of these texts', async () => {
  const done = await build({
    stdin: { contents: "export { callThen } from './index.js'", resolveDir: written('bundled', {}).place },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['react'],
  })

  assert.doesNotMatch(done.outputFiles[0]?.text ?? 'stolen', /stolen/)
})
