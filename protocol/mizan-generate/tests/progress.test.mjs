/** What is seen while something takes long: on a terminal what it is, elsewhere nothing. */

import assert from 'node:assert/strict'
import { DOCUMENT, Project, testIn, withDjango } from './project.mjs'
import { onTerminal } from './terminal.mjs'

const SLOW = `import shutil, sys, time

time.sleep(1)
shutil.copy("document.json", sys.argv[sys.argv.index("--output") + 1])
`

testIn(
  'a terminal sees what is read, and for how long; the line is gone in the end',
  () => withDjango(SLOW),
  async (project) => {
    const { status, text } = await onTerminal(project, [])

    assert.equal(status, 0)
    assert.match(text, /\r⌫Reading from django 'manage\.py' … 0\.\d s\r⌫Reading .* 0\.\d s/)
    assert.match(text, /s\r⌫src\/api: 1 query/)
  },
)

testIn('of several sources those are named that are not read yet', withTwo, async (project) => {
  const { text } = await onTerminal(project, [])

  assert.match(text, /Reading from django 'manage\.py' … 0\.\d s/)
  assert.doesNotMatch(text, /file 'schema\.json'/)
})

function withTwo() {
  const nothing = JSON.stringify({ 'x-mizan': { protocol: 1 } })
  return withDjango(SLOW)
    .config({ source: [{ django: {} }, { file: 'schema.json' }], output: 'src/api' })
    .write('schema.json', nothing)
}

testIn('what is quick is not told', withQuick, async (project) => {
  assert.doesNotMatch((await onTerminal(project, [])).text, /Reading|⌫/)
})

function withQuick() {
  return new Project().config({ source: { file: 'a.json' }, output: 'src/api' }).write('a.json', DOCUMENT)
}

testIn(
  'a pipe sees nothing of it',
  () => withDjango(SLOW),
  (project) => {
    assert.equal(project.run().stderr, '')
  },
)
