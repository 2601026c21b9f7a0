/** The plugin, in Vite as its user starts it: a dev server and a build, on a FastAPI application. */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { statSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { connect } from './hot-channel.mjs'
import { MAIN, Project, testIn, until } from './project.mjs'

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const VITE = `${MODULES}/vite/bin/vite.js`
const LIMIT = 30_000
const BROKEN = 'import os\n\nimport does_not_exist\n'
const FAREWELL = `${MAIN}

@register
@client
def farewell(name: str) -> str:
    return f"Bye, {name}"
`

/** A page in one folder that uses the client, and its server in another. @param {string} [main] */
function withPage(main = MAIN) {
  const project = new Project()
    .config({ source: { fastapi: { module: 'main', cwd: 'backend' } }, output: 'src/api', targets: [] })
    .write('backend/main.py', main)
    .write('vite.config.mjs', "import { mizan } from 'mizan-generate/vite'\n\nexport default { plugins: [mizan()] }\n")
    .write('index.html', '<script type="module" src="/src/main.js"></script>\n')
    .write('src/main.js', "import * as api from './api'\n\nconsole.log(Object.keys(api))\n")
  symlinkSync(MODULES, project.path('node_modules'))
  project.env = { ...project.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  return project
}

/** Start `vite`, and end it when a piece of work is done. @param {Project} project @param {(server: Server) => Promise<void>} work */
async function developing(project, work) {
  const child = spawn(process.execPath, [VITE, '--host', '127.0.0.1', '--port', '0', '--clearScreen', 'false'], {
    cwd: project.folder,
    env: project.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output.text += chunk))
  const ended = new Promise((resolve) => child.on('close', resolve))
  try {
    await until(
      () => /http:\/\/127\.0\.0\.1:\d+/.test(output.text),
      () => output.text,
      LIMIT,
    )
    const url = String(/http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0])
    const get = async (/** @type {string} */ path) => (await fetch(url + path, { headers: { accept: '*/*' } })).text()
    await work({ url, output, get })
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** @typedef {{ url: string, output: { text: string }, get: (path: string) => Promise<string> }} Server */

/** Wait for a message of some type. @param {import('./hot-channel.mjs').Channel} channel @param {(message: any) => boolean} wanted @param {Server} server */
async function received(channel, wanted, { output }) {
  await until(
    () => channel.messages.some(wanted),
    () => `${JSON.stringify(channel.messages)}\n${output.text}`,
    LIMIT,
  )
  return channel.messages.find(wanted)
}

testIn('vite dev generates before it serves, and a change of the server reaches the page', withPage, (project) =>
  developing(project, async (server) => {
    assert.match(await server.get('/src/api/calls.js'), /export const callEcho/)
    assert.match(await server.get('/src/main.js'), /from "\/src\/api\/index\.js/)
    const channel = await connect(server.url)
    project.write('backend/main.py', FAREWELL)

    const { updates } = await received(
      channel,
      ({ type, updates }) => type === 'full-reload' || updates?.length,
      server,
    )
    assert.match(await server.get(`/src/api/calls.js?t=${updates?.[0]?.timestamp ?? 1}`), /export const callFarewell/)
    channel.close()
  }),
)

testIn(
  'a broken import is shown on the page, also on one that is opened later, until it is mended',
  withPage,
  (project) =>
    developing(project, async (server) => {
      const isError = (/** @type {any} */ { type }) => type === 'error'
      const channel = await connect(server.url)
      project.write('backend/main.py', BROKEN)

      const { err } = await received(channel, isError, server)
      assert.match(err.message, /Importing 'main' failed .*No module named 'does_not_exist'/)
      assert.deepEqual(err.loc, { file: project.path('backend/main.py'), line: 3, column: 0 })
      assert.match(err.frame, /^ {2}1 \| import os\n {2}2 \| \n> 3 \| import does_not_exist\n/)
      assert.equal(err.plugin, 'mizan-generate')
      const later = await connect(server.url)
      await received(later, isError, server)
      assert.match(await server.get('/src/api/calls.js'), /export const callEcho/)

      project.write('backend/main.py', MAIN)
      const isCleared = (/** @type {any} */ { type, updates }) => type === 'update' && updates.length === 0
      await received(channel, isCleared, server)
      await received(later, isCleared, server)
      assert.equal((await connect(server.url)).messages.some(isError), false)
    }),
)

testIn(
  'a server that starts broken is told by what the page imports, and generated once it is mended',
  () => withPage(BROKEN),
  (project) =>
    developing(project, async (server) => {
      assert.match(server.output.text, /No module named 'does_not_exist'/)
      assert.match(await server.get('/src/main.js'), /No module named 'does_not_exist'/)
      const channel = await connect(server.url)
      project.write('backend/main.py', MAIN)

      await received(channel, ({ type }) => type === 'update', server)
      assert.match(await server.get('/src/main.js?t=1'), /from "\/src\/api\/index\.js/)
    }),
)

testIn('what does not change is not written, so that nothing is loaded again', withPage, (project) =>
  developing(project, async (server) => {
    for (const path of ['/src/main.js', '/src/api/index.js', '/src/api/calls.js']) await server.get(path)
    const channel = await connect(server.url)
    const before = statSync(project.path('src/api/calls.js')).mtimeMs
    project.write('backend/main.py', `${MAIN}\n# a comment\n`)
    project.write('backend/main.py', BROKEN)
    await received(channel, ({ type }) => type === 'error', server)
    project.write('backend/main.py', MAIN)
    await received(channel, ({ type }) => type === 'update', server)
    await new Promise((resolve) => setTimeout(resolve, 500))

    assert.equal(statSync(project.path('src/api/calls.js')).mtimeMs, before)
    assert.deepEqual(
      channel.messages.filter(({ type, updates }) => type === 'full-reload' || updates?.length),
      [],
    )
  }),
)

testIn('a mistake in the config is shown, and Vite starts again when it is mended', withPage, (project) => {
  const config = project.read('mizan.config.mjs')
  project.write('mizan.config.mjs', config.replace('output', 'ouput'))
  return developing(project, async (server) => {
    assert.match(server.output.text, /unknown key 'ouput'/)
    project.write('mizan.config.mjs', config)
    await until(
      () => project.has('src/api/index.js'),
      () => server.output.text,
      LIMIT,
    )
  })
})

/** Run `vite build` to its end. @param {Project} project */
function build(project) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VITE, 'build'], {
    cwd: project.folder,
    encoding: 'utf8',
    env: project.env,
  })
  return { status, text: stdout + stderr }
}

testIn('vite build generates first, from the config that is named', withPage, (project) => {
  project.write('web.config.mjs', project.read('mizan.config.mjs')).delete('mizan.config.mjs')
  project.write(
    'vite.config.mjs',
    project.read('vite.config.mjs').replace('mizan()', "mizan({ config: 'web.config.mjs' })"),
  )

  const { status, text } = build(project)

  assert.equal(status, 0, text)
  const [asset = ''] = project.list('dist/assets')
  assert.match(project.read(`dist/assets/${asset}`), /callEcho/)
})

testIn(
  'vite build fails where the server cannot be imported, and says why',
  () => withPage(BROKEN),
  (project) => {
    const { status, text } = build(project)

    assert.equal(status, 1)
    assert.match(text, /\[plugin mizan-generate\]/)
    assert.match(text, /No module named 'does_not_exist'/)
    assert.equal(project.has('dist'), false)
  },
)
