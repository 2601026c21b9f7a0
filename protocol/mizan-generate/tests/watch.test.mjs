/** Watching: which changes count, and what is said about them. */

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { oneAtATime } from '../generator/lib/watch.mjs'
import { aSecond, DOCUMENT, MAIN, Project, testWatching, times, until, withDocument, withPython } from './project.mjs'

const withEmail = (/** @type {string} */ text) => {
  const document = JSON.parse(text)
  document.components.schemas.User.properties.email = { type: 'string' }
  return JSON.stringify(document)
}

testWatching('follows a document in a file', withDocument, async (project, output) => {
  project.write('document.json', withEmail(DOCUMENT))

  const time = await until(
    () => project.read('src/api/types.d.ts').includes('email'),
    () => output.text,
  )

  assert.ok(time < aSecond(), `${time} ms`)
})

testWatching('follows modules in folders that are made later', withPython, async (project, output) => {
  project.write('models/user.py', `${MAIN}`)
  await until(
    () => times(output, 'all 9 files were up to date') === 1,
    () => output.text,
  )
  project.write('models/deep/user.py', '')
  await until(
    () => times(output, 'all 9 files were up to date') === 2,
    () => output.text,
  )
})

testWatching('starts with a mistake, and generates once it is mended', withBroken, async (project, output) => {
  assert.match(output.text, /No module named 'does_not_exist'/)
  project.write('main.py', MAIN)

  await until(
    () => project.has('src/api/index.js'),
    () => output.text,
  )
})

function withBroken() {
  return withPython().write('main.py', 'import does_not_exist\n')
}

testWatching(
  'passes over environments, packages and files that are no Python',
  withEnvironment,
  async (project, output) => {
    const before = times(output, 'src/api: ')
    project.write('env/lib.py', '').write('node_modules/x.py', '').write('.git/x.py', '').write('notes.txt', '')
    project.write('first.py', '')
    await until(
      () => times(output, 'src/api: ') === before + 1,
      () => output.text,
    )
    project.write('second.py', '')
    await until(
      () => times(output, 'src/api: ') > before + 1,
      () => output.text,
    )

    assert.equal(times(output, 'src/api: '), before + 2)
  },
)

function withEnvironment() {
  return withPython().write('env/pyvenv.cfg', '').write('node_modules/x.py', '').write('.git/x.py', '')
}

/** A server of a document, which counts how often it is asked. */
async function serving() {
  const served = { status: 200, text: DOCUMENT, asked: 0 }
  const server = createServer((_, response) => {
    served.asked++
    response.writeHead(served.status).end(served.text)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const answers = async (/** @type {number} */ count) => {
    const target = served.asked + count
    await until(
      () => served.asked >= target,
      () => `asked ${served.asked} times`,
    )
  }
  return { served, answers, url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

test('a URL is asked again and again, and a change or a mistake told once', async () => {
  const { served, answers, url, close } = await serving()
  const project = new Project().config({ source: { url }, output: 'api' })
  const { output, stop } = project.start('--watch')
  try {
    await answers(3)
    assert.equal(times(output, 'api: '), 1)
    Object.assign(served, { status: 503, text: '' })
    await answers(3)
    assert.equal(times(output, 'answered 503'), 1)
    Object.assign(served, { status: 200, text: withEmail(DOCUMENT) })
    await answers(3)
    assert.equal(times(output, 'wrote    types.d.ts'), 2)
    served.text = DOCUMENT
    await answers(3)
    assert.equal(times(output, 'wrote    types.d.ts'), 3)
  } finally {
    await stop()
    close()
    project.remove()
  }
})

const NOTHING = JSON.stringify({ 'x-mizan': { protocol: 1 } })
const COUNTING = `import shutil, sys

with open("runs", "a") as runs:
    runs.write(".")
shutil.copy("nothing.json", sys.argv[3])
`

test('of several sources all are watched, and only what changed is read again', async () => {
  const { served, answers, url, close } = await serving()
  const project = new Project()
    .config({ source: [{ url }, { django: { cwd: 'shop' } }, { file: 'third.json' }], output: 'api' })
    .write('shop/manage.py', COUNTING)
    .write('shop/nothing.json', NOTHING)
    .write('third.json', NOTHING)
  const { output, stop } = project.start('--watch')
  const said = (/** @type {string} */ text, /** @type {number} */ count) =>
    until(
      () => times(output, text) === count,
      () => output.text,
    )
  try {
    await said('Watching', 1)
    await answers(2)
    assert.equal(times(output, 'api: '), 1)
    project.write('shop/clients.py', '')
    await said('all 8 files were up to date', 1)
    assert.equal(project.read('shop/runs'), '..')
    project.write('third.json', '{')
    await said("file 'third.json': ", 1)
    served.text = withEmail(DOCUMENT)
    await answers(3)
    assert.equal(times(output, "file 'third.json': "), 1)
    project.write('third.json', NOTHING)
    await said('wrote    types.d.ts', 2)
    assert.equal(project.read('shop/runs'), '..')
  } finally {
    await stop()
    close()
    project.remove()
  }
})

test('a job that is asked for while it runs runs once more, never twice at once', async () => {
  let running = 0
  let runs = 0
  const run = oneAtATime(async () => {
    assert.equal(++running, 1)
    await new Promise(setImmediate)
    runs++
    running--
  })

  await Promise.all([run(), run(), run()])

  assert.equal(runs, 2)
})
