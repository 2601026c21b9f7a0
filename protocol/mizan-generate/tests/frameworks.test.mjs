/** Clients for other frameworks, and for several at once. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { emit } from '../generator/lib/emit/index.mjs'
import { readModel } from '../generator/lib/model.mjs'
import { CASES, expected, FOLDER } from '../golden/golden.mjs'
import { emitted, Project, testIn, withDocument } from './project.mjs'

const TARGETS = ['react', 'solid', 'svelte', 'vue']
const ARGS = { type: 'object', properties: {}, required: [] }
const STRING = { type: 'string' }

/** A document of a call, and of a query whose context has params. @param {string} call @param {any} [params] @param {object} [result] */
function documentOf(call, params = ARGS, result = STRING) {
  const functions = {
    [call]: { kind: 'call', args: ARGS, result },
    profile: { kind: 'query', context: 'user', params: Object.keys(params.properties), args: params, result: STRING },
  }
  return { 'x-mizan': { protocol: 1, functions, contexts: { user: { functions: ['profile'], params } } } }
}

/** @param {object} dependencies */
const depending = (dependencies) => () => withDocument().write('package.json', JSON.stringify({ dependencies }))

for (const target of TARGETS) {
  testIn(
    `a package.json that names ${target} gives a client for it, all of it in index`,
    depending({ [target === 'solid' ? 'solid-js' : target]: '*' }),
    (project) => {
      project.run()

      assert.deepEqual(
        project.list('src/api').filter((name) => name.endsWith('.js')),
        ['calls.js', 'index.js', 'signature.js', `${target}.js`, 'types.js'].sort(),
      )
      assert.match(project.read('src/api/index.js'), new RegExp(`export \\* from './${target}\\.js'`))
      assert.match(project.read('src/api/index.d.ts'), new RegExp(`export \\* from './${target}\\.js'`))
    },
  )

  test(`${target}: a server without functions becomes a file all the same`, () => {
    const files = emit(readModel({ 'x-mizan': { protocol: 1 } }), [target])

    assert.match(files[`${target}.js`] ?? '', /mizanProvider\(false\)/)
    assert.doesNotMatch(files[`${target}.js`] ?? '', /calls\.js|Hook/)
  })

  test(`${target}: several servers are told apart by the defaults of the root`, async () => {
    const files = await emitted({ shop: documentOf('buy') }, { shop: '/shop' }, [target])

    assert.match(files[`${target}.js`] ?? '', /import \{ baseUrl \} from '\.\/servers\.js'/)
    assert.match(files[`${target}.js`] ?? '', /mizanProvider\(false, \{ baseUrl \}\)/)
  })
}

testIn(
  'several frameworks have a file each, and index holds what they share',
  depending({ react: '*', vue: '*' }),
  (project) => {
    assert.equal(project.run().status, 0)

    const files = ['calls', 'index', 'react', 'signature', 'types', 'vue']
    assert.deepEqual(
      project.list('src/api').filter((name) => name.endsWith('.js')),
      files.map((name) => `${name}.js`),
    )
    for (const name of ['index.js', 'index.d.ts']) {
      assert.doesNotMatch(project.read(`src/api/${name}`), /react|vue/)
      assert.match(project.read(`src/api/${name}`), /calls\.js[\s\S]*types\.js/)
    }
  },
)

testIn(
  'TanStack Query is no framework: nothing but its own target brings it, and it leaves index to one framework',
  depending({ react: '*', '@tanstack/react-query': '*' }),
  (project) => {
    const files = () => project.list('src/api').filter((name) => name.endsWith('.js'))
    project.run()
    assert.deepEqual(files(), ['calls.js', 'index.js', 'react.js', 'signature.js', 'types.js'])

    project.config({ source: { file: 'document.json' }, output: 'src/api', targets: ['react', 'tanstack'] }).run()
    assert.deepEqual(files(), ['calls.js', 'index.js', 'react.js', 'signature.js', 'tanstack.js', 'types.js'])
    assert.match(project.read('src/api/index.js'), /react\.js[\s\S]*tanstack\.js/)

    project
      .config({ source: { file: 'document.json' }, output: 'src/api', targets: ['react', 'tanstack', 'vue'] })
      .run()
    assert.match(project.read('src/api/index.js'), /tanstack\.js/)
    assert.doesNotMatch(project.read('src/api/index.js'), /react\.js|vue\.js/)
  },
)

test('tanstack: a server without functions becomes a file all the same', () => {
  const files = emit(readModel({ 'x-mizan': { protocol: 1 } }), ['tanstack'])

  assert.match(files['tanstack.js'] ?? '', /connectMizan = \/\*#__PURE__\*\/ connector\(\)/)
  assert.doesNotMatch(files['tanstack.js'] ?? '', /calls\.js|Options/)
})

test('tanstack: params are needed only where one is required', async () => {
  const made = async (/** @type {any} */ params) => {
    const files = await emitted({ shop: documentOf('buy', params) }, {}, ['tanstack'])
    return files['tanstack.d.ts']?.match(/profileOptions\((.*?)\)/)?.[1]
  }
  const optional = { ...ARGS, properties: { limit: { type: 'integer' } } }

  assert.equal(await made(ARGS), 'params?: T.UserContextParams')
  assert.equal(await made(optional), 'params?: T.UserContextParams')
  assert.equal(await made({ ...optional, required: ['limit'] }), 'params: T.UserContextParams')
})

for (const [call, name] of [
  ['profile_options', 'profileOptions'],
  ['buy_mutation', 'buyMutation'],
]) {
  test(`tanstack: a function called as the options of another is refused: ${call}`, async () => {
    const document = documentOf(String(call))
    const args = { kind: 'call', args: ARGS, result: STRING }
    document['x-mizan'].functions['buy'] = args

    await emitted({ shop: document }, {}, ['react'])
    await assert.rejects(emitted({ shop: document }, {}, ['tanstack']), new RegExp(`would both be called ${name}\\.`))
  })
}

testIn(
  'a target that is listed twice is one',
  () => withDocument().config({ source: { file: 'document.json' }, output: 'src/api', targets: ['vue', 'vue'] }),
  (project) => {
    project.run()

    assert.match(project.read('src/api/index.js'), /vue\.js/)
  },
)

testIn(
  'a misspelt target is an error that says which one was meant',
  () => withDocument().config({ source: { file: 'document.json' }, output: 'src/api', targets: ['svelt'] }),
  (project) => {
    assert.match(project.run().stderr, /unknown target 'svelt'\. Did you mean 'svelte'\?/)
  },
)

/** @type {[string, string, string][]} */
const CLASHES = [
  ['svelte', 'set_mizan', 'setMizan'],
  ['svelte', 'mizan_boundary', 'useMizanBoundary'],
  ['tanstack', 'connect_mizan', 'connectMizan'],
]

for (const [target, call, name] of CLASHES) {
  test(`${target}: a function that would be called as what is ours is refused, elsewhere it is none`, async () => {
    const documents = { shop: documentOf(call) }

    await emitted(documents, {}, ['react'])
    await assert.rejects(
      emitted(documents, {}, [target]),
      new RegExp(`The function ${call} and Mizan itself would both be called ${name}\\.`),
    )
  })
}

test('vue: a type that would be called as what is ours is refused, elsewhere it is none', async () => {
  const result = { $ref: '#/components/schemas/MizanBoundary' }
  const document = { ...documentOf('buy', ARGS, result), components: { schemas: { MizanBoundary: STRING } } }

  await emitted({ shop: document }, {}, ['react'])
  await assert.rejects(emitted({ shop: document }, {}, ['vue']), /Mizan itself would both be called MizanBoundary/)
})

test('svelte: a function that would be called as the provider of a context is refused', async () => {
  const documents = { shop: documentOf('set_user_context') }

  await emitted(documents, {}, ['react'])
  await assert.rejects(
    emitted(documents, {}, ['svelte']),
    /The function set_user_context and The context user would both be called setUserContext\./,
  )
})

/** @type {[string, readonly string[]][]} */
const RESERVED = [
  ['react', ['children', 'errorFallback', 'fallback', 'key', 'ref']],
  ['solid', ['children', 'errorFallback', 'fallback', 'ref']],
  ['svelte', []],
  ['vue', ['class', 'key', 'ref', 'ref_for', 'ref_key', 'style']],
]

for (const [target, reserved] of RESERVED) {
  test(`${target}: a context's params may be called ${reserved.length ? `anything but ${reserved.join(', ')}` : 'anything'}`, async () => {
    const all = new Set(RESERVED.flatMap(([, names]) => names))
    for (const name of [...all, 'kernel', 'constructor']) {
      const client = emitted({ shop: documentOf('buy', { ...ARGS, properties: { [name]: STRING } }) }, {}, [target])
      if (!reserved.includes(name)) await client
      else
        await assert.rejects(client, new RegExp(`The context user has a param '${name}', which <UserContext> cannot`))
    }
  })
}

test('a provider takes params only where its context has some, and needs them only where one is required', async () => {
  const provider = async (/** @type {string} */ target, /** @type {any} */ params) => {
    const files = await emitted({ shop: documentOf('buy', params) }, {}, [target])
    return files[`${target}.d.ts`]?.match(/^export (?:const|function) (?:set)?UserContext\b(.*)$/m)?.[1]
  }
  const optional = { ...ARGS, properties: { limit: { type: 'integer' } } }
  const required = { ...optional, required: ['limit'] }

  assert.equal(await provider('vue', ARGS), ': ContextProvider')
  assert.equal(await provider('vue', required), ': ContextProvider<T.UserContextParams>')
  assert.equal(await provider('solid', ARGS), '(props: ContextProps): JSX.Element')
  assert.equal(await provider('solid', required), '(props: ContextProps & T.UserContextParams): JSX.Element')
  assert.equal(await provider('svelte', ARGS), '(): void')
  assert.equal(await provider('svelte', optional), '(params?: T.UserContextParams | (() => T.UserContextParams)): void')
  assert.equal(await provider('svelte', required), '(params: T.UserContextParams | (() => T.UserContextParams)): void')
})

for (const name of CASES) {
  test(`${name}: what is declared is there when it runs`, async () => {
    for (const [file, text] of Object.entries(expected(name))) {
      if (!file.endsWith('.d.ts') || file === 'index.d.ts') continue
      const declared = [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, each]) => each)
      const found = await import(join(FOLDER, name, 'expected', file.replace('.d.ts', '.js')))

      assert.deepEqual(
        declared.filter((each) => !(String(each) in found)),
        [],
      )
    }
  })
}

testIn(
  'without any package.json the client is for React',
  () => new Project().config({ source: { file: 'document.json' }, output: 'api' }),
  (project) => {
    project
      .write('document.json', JSON.stringify({ 'x-mizan': { protocol: 1 } }))
      .delete('package.json')
      .run()

    assert.match(project.read('api/index.js'), /react\.js/)
  },
)
