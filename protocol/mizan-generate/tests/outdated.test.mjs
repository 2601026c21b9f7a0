/** `compat --outdated`: what a deployment breaks, added to the list that the new server reads. */

import assert from 'node:assert/strict'
import { ARGS, documentOf, INTEGER, NULL, object, STRING } from './compat-documents.mjs'
import { Project, testIn, withPython } from './project.mjs'

const [FIRST, SECOND, THIRD] = ['signature-1', 'signature-2', 'signature-3']

const call = (/** @type {any} */ part = {}) => ({ kind: 'call', args: ARGS, result: NULL, ...part })

/** A document with a signature. @param {string} signature @param {any} functions @param {any} [parts] */
const signed = (signature, functions, parts = {}) => documentOf({ signature, functions, ...parts })

/** A folder with documents by name. @param {Record<string, any>} documents */
const folderWith = (documents) => () =>
  Object.entries(documents).reduce(
    (project, [name, document]) => project.write(`${name}.json`, JSON.stringify(document)),
    new Project(),
  )

/** @param {Project} project */
const listed = (project) => JSON.parse(project.read('outdated.json'))

const STEPS = folderWith({
  1: signed(FIRST, { a: call(), b: call(), c: call() }),
  2: signed(SECOND, { a: call({ result: STRING }), b: call(), c: call() }),
  3: signed(THIRD, { a: call({ result: STRING }), b: call({ rev: 2 }) }),
})

testIn('a list begins with what the old pages know as something else', STEPS, (project) => {
  const { status, stdout, stderr } = project.run('compat', '1.json', '2.json', '--outdated', 'outdated.json')

  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
  assert.match(stdout, /BREAKING {4}result: was null, is string/)
  assert.equal(project.read('outdated.json'), `{\n  "${FIRST}": [\n    "a"\n  ]\n}\n`)
  assert.deepEqual(project.list('.'), ['1.json', '2.json', '3.json', 'outdated.json', 'package.json'])
})

testIn('the next deployment adds its own pages, and to those before them', STEPS, (project) => {
  project.run('compat', '1.json', '2.json', '--outdated', 'outdated.json')
  project.run('compat', '2.json', '3.json', '--outdated', 'outdated.json')

  assert.deepEqual(listed(project), { [FIRST]: ['a', 'b', 'c'], [SECOND]: ['b', 'c'] })
  assert.deepEqual(Object.keys(listed(project)), [FIRST, SECOND])
})

testIn('doing it again changes nothing', STEPS, (project) => {
  project.run('compat', '2.json', '3.json', '--outdated', 'outdated.json')
  const before = project.read('outdated.json')
  project.run('compat', '2.json', '3.json', '--outdated', 'outdated.json')

  assert.equal(project.read('outdated.json'), before)
})

testIn('pages of a version that breaks nothing are remembered, for what later ones break', STEPS, (project) => {
  project.write('1.json', JSON.stringify(signed(FIRST, { b: call() })))
  project.run('compat', '1.json', '2.json', '--outdated', 'outdated.json')
  assert.deepEqual(listed(project), { [FIRST]: [] })

  project.run('compat', '2.json', '3.json', '--outdated', 'outdated.json')
  assert.deepEqual(listed(project), { [FIRST]: ['b', 'c'], [SECOND]: ['b', 'c'] })
})

testIn('pages of the new version itself are not outdated, also after a way back', STEPS, (project) => {
  project.run('compat', '1.json', '2.json', '--outdated', 'outdated.json')
  project.run('compat', '2.json', '1.json', '--outdated', 'outdated.json')

  assert.deepEqual(listed(project), { [SECOND]: ['a'] })
})

testIn('without --outdated breaking changes still fail, and nothing is written', STEPS, (project) => {
  assert.equal(project.run('compat', '1.json', '2.json').status, 1)
  assert.equal(project.has('outdated.json'), false)
})

/** What breaks functions, and which. @type {[string, any, any, string[]][]} */
const BREAKING = [
  [
    'who may call is no matter of versions',
    signed(FIRST, { a: call() }),
    signed(SECOND, { a: call({ auth: 'staff' }) }),
    [],
  ],
  [
    "an error's details are those of whoever raises it",
    signed(FIRST, { a: call({ errors: ['GONE'] }), b: call() }, { errors: { GONE: { status: 409, details: STRING } } }),
    signed(
      SECOND,
      { a: call({ errors: ['GONE'] }), b: call() },
      { errors: { GONE: { status: 410, details: STRING } } },
    ),
    ['a'],
  ],
  [
    "a context's params are those of all its queries",
    withContext(FIRST, ARGS),
    withContext(SECOND, { ...object({ id: INTEGER }), additionalProperties: false }),
    ['a', 'b'],
  ],
]

/** @param {string} signature @param {any} params */
function withContext(signature, params) {
  const query = { kind: 'query', context: 'user', params: [], args: ARGS, result: NULL }
  const functions = { a: query, b: query, c: call() }
  return signed(signature, functions, { contexts: { user: { functions: ['a', 'b'], params } } })
}

for (const [what, before, after, names] of BREAKING) {
  testIn(what, folderWith({ old: before, new: after }), (project) => {
    project.run('compat', 'old.json', 'new.json', '--outdated', 'outdated.json')

    assert.deepEqual(listed(project), { [FIRST]: names })
  })
}

for (const text of [
  '{',
  '[]',
  '{"short": ["a"]}',
  `{"${FIRST}": "a"}`,
  `{"${FIRST}": [5]}`,
  '{"name": "a project"}',
  '{"__proto__": ["a"]}',
]) {
  testIn(`a file that says ${text} is not ours, and is left alone`, STEPS, (project) => {
    project.write('outdated.json', text)

    const { status, stderr } = project.run('compat', '1.json', '2.json', '--outdated', 'outdated.json')

    assert.equal(status, 1)
    assert.match(stderr, /outdated\.json is no list of outdated pages, and is left as it is\./)
    assert.equal(project.read('outdated.json'), text)
  })
}

testIn('a list that cannot be read or written says so', STEPS, (project) => {
  project.write('folder/file', '')

  assert.match(
    project.run('compat', '1.json', '2.json', '--outdated', 'folder').stderr,
    /: folder cannot be read: EISDIR/,
  )
  assert.match(
    project.run('compat', '1.json', '2.json', '--outdated', 'gone/x.json').stderr,
    /x\.json cannot be written: /,
  )
})

testIn('documents without a signature say what to do', STEPS, (project) => {
  project.write('old.json', JSON.stringify(documentOf({ functions: { a: call() } })))

  const { status, stderr } = project.run('compat', 'old.json', '2.json', '--outdated', 'outdated.json')

  assert.equal(status, 1)
  assert.match(
    stderr,
    /A document has no signature: an older Mizan exported it, or it is made of several\. Compare two/,
  )
  assert.equal(project.run('compat', 'old.json', '2.json').status, 1)
})

testIn('the server as it is has a signature too', withPython, (project) => {
  project.write('old.json', JSON.stringify(signed(FIRST, { gone: call() })))

  assert.equal(project.run('compat', 'old.json', '--outdated', 'outdated.json').status, 0)
  assert.deepEqual(listed(project), { [FIRST]: ['gone'] })
})
