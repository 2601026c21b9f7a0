/** `mizan-generate init`: what it finds, what it asks, what it writes. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { backendsAround, pythonFor } from '../generator/lib/init/detect.mjs'
import { MAIN, Project, testIn } from './project.mjs'
import { onTerminal } from './terminal.mjs'

const DJANGO = 'from django.core.management import execute_from_command_line\n'
const PLAIN = 'from fastapi import FastAPI\n\napp = FastAPI()\n'
/** A folder that is a repository of its own: nothing beside it is found. */
const empty = () => new Project().write('.git/HEAD', '')

/** A page in one folder, its server in another. */
function withBackend() {
  return new Project()
    .write('backend/main.py', MAIN)
    .write('web/package.json', JSON.stringify({ devDependencies: { vue: '*' } }))
    .write('.git/HEAD', '')
}

/** The config that is there, as an object. @param {Project} project @param {string} [name] */
const configIn = async (project, name = 'mizan.config.mjs') =>
  (await import(`${project.path(name)}?${Math.random()}`)).default

testIn('writes a config that generates, and says what comes next', withBackend, async (project) => {
  const { status, stdout, stderr } = project.run('init', '--config', 'web/mizan.config.mjs')

  assert.deepEqual([status, stderr], [0, ''])
  assert.equal(stdout, 'Wrote web/mizan.config.mjs. Next: npx mizan-generate --config web/mizan.config.mjs\n')
  assert.deepEqual(await configIn(project, 'web/mizan.config.mjs'), {
    source: { fastapi: { module: 'main', cwd: '../backend' } },
    output: 'src/api',
  })
  assert.match(project.read('web/mizan.config.mjs'), /\/\/ targets: \['vue'\],\n/)
  assert.equal(project.run('--config', 'web/mizan.config.mjs').status, 0)
  assert.ok(project.has('web/src/api/vue.js'))
})

testIn('replaces no config, unless it must', withBackend, (project) => {
  project.write('mizan.config.mjs', '// mine\n')

  const { status, stderr } = project.run('init', '--yes')
  assert.equal(status, 1)
  assert.equal(stderr, 'mizan-generate: mizan.config.mjs is there already. Use --force to replace it.\n')
  assert.equal(project.read('mizan.config.mjs'), '// mine\n')
  assert.equal(project.run('init', '--yes', '--force').status, 0)
  assert.match(project.read('mizan.config.mjs'), /fastapi: \{ module: 'main', cwd: 'backend' \}/)
})

testIn('takes every answer as an option', empty, async (project) => {
  const answers = ['--place', '../shop', '--module', 'shop.main:registry', '--command', 'uv run python']
  const { status } = project.run(
    'init',
    '--source',
    'fastapi',
    ...answers,
    '--output',
    "it's",
    '--targets',
    'react,vue',
  )

  assert.equal(status, 0)
  assert.deepEqual(await configIn(project), {
    source: { fastapi: { module: 'shop.main:registry', cwd: '../shop', command: ['uv', 'run', 'python'] } },
    output: "it's",
    targets: ['react', 'vue'],
  })
})

/** @type {[string, string[], any][]} */
const OTHERS = [
  ['a file', ['--source', 'file'], { file: 'schema.json' }],
  [
    'a URL',
    ['--source', 'url', '--place', 'https://example.com/schema.json'],
    { url: 'https://example.com/schema.json' },
  ],
  ['a Django project', ['--source', 'django', '--place', '../shop'], { django: { cwd: '../shop' } }],
]

for (const [what, argv, source] of OTHERS) {
  testIn(`writes a config for ${what}`, empty, async (project) => {
    assert.equal(project.run('init', ...argv, '--targets', 'none').status, 0)
    assert.deepEqual(await configIn(project), { source, output: 'src/api', targets: [] })
  })
}

testIn('says so where it finds no backend, and writes what is usual', empty, async (project) => {
  const { status, stderr } = project.run('init')

  assert.equal(status, 0)
  assert.equal(stderr, 'No fastapi backend was found here, above or beside. Say where it is.\n')
  assert.deepEqual((await configIn(project)).source, { fastapi: { module: 'main' } })
})

/** @type {[string[], number, RegExp][]} */
const WRONG = [
  [['--source', 'fastpi'], 2, /^There is no 'fastpi'\. Did you mean 'fastapi'\?/],
  [['--targets', 'react,slid'], 2, /^There is no 'slid'\. Did you mean 'solid'\?/],
  [['--source', 'url', '--place', 'localhost'], 1, /source\.url in .* must begin with http/],
  [['--config', 'gone/mizan.config.mjs', '--source', 'file'], 1, /The config cannot be written: ENOENT/],
  [['--module'], 2, /^--module needs a value\./],
  [['--yes=no'], 2, /^--yes takes no value\./],
  [['web'], 2, /^'web' is too much: init takes none\./],
]

for (const [argv, exit, message] of WRONG) {
  testIn(`init ${argv.join(' ')} is refused with a sentence, and nothing written`, empty, (project) => {
    const { status, stderr } = project.run('init', ...argv)

    assert.equal(status, exit)
    assert.match(stderr, message)
    assert.equal(project.has('mizan.config.mjs'), false)
  })
}

testIn('asks on a terminal, and again where an answer cannot be', withBackend, async (project) => {
  const { status, text } = await onTerminal(
    project,
    ['init'],
    [
      [/fastapi, django, file or url\? \(fastapi\) $/, 'jango\n'],
      [/There is no 'jango'\. Did you mean 'django'\?[\s\S]*\(fastapi\) $/, '\n'],
      [/In which folder\? \(backend\) $/, '\n'],
      [/Which module registers them\? \(main\) $/, 'main:registry\n'],
      [/Where should the client go\? \(src\/api\) $/, 'client\n'],
      [/For which frameworks\? \(react\) $/, 'none\n'],
    ],
  )

  assert.equal(status, 0, text)
  assert.match(text, /Wrote mizan\.config\.mjs\. Next: npx mizan-generate\r\n$/)
  assert.deepEqual(await configIn(project), {
    source: { fastapi: { module: 'main:registry', cwd: 'backend' } },
    output: 'client',
    targets: [],
  })
})

testIn('asks nothing on a terminal with --yes', withBackend, async (project) => {
  const { status, text } = await onTerminal(project, ['init', '--yes'])

  assert.equal(status, 0)
  assert.equal(text, 'Wrote mizan.config.mjs. Next: npx mizan-generate\r\n')
})

for (const [what, key] of [
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
]) {
  testIn(`writes nothing when the questions are left by ${what}`, withBackend, async (project) => {
    const { status, text } = await onTerminal(project, ['init'], [[/\(fastapi\) $/, String(key)]])

    assert.equal(status, 1)
    assert.match(text, /Nothing was written: the questions were left\./)
    assert.equal(project.has('mizan.config.mjs'), false)
  })
}

/** Where a backend is, as seen from `web`. @type {[string, Record<string, string>, any[]][]} */
const FOUND = [
  ['in the same folder', { 'web/main.py': MAIN }, [{ kind: 'fastapi', cwd: '.', module: 'main' }]],
  ['in a folder of it', { 'web/server/app.py': MAIN }, [{ kind: 'fastapi', cwd: 'server', module: 'app' }]],
  ['in a package', { 'web/app/main.py': MAIN }, [{ kind: 'fastapi', cwd: '.', module: 'app.main' }]],
  ['above', { 'main.py': MAIN }, [{ kind: 'fastapi', cwd: '..', module: 'main' }]],
  ['beside', { 'backend/main.py': MAIN }, [{ kind: 'fastapi', cwd: '../backend', module: 'main' }]],
  [
    'in a package beside',
    { 'backend/app/main.py': MAIN },
    [{ kind: 'fastapi', cwd: '../backend', module: 'app.main' }],
  ],
  ['a Django project above', { 'manage.py': DJANGO }, [{ kind: 'django', cwd: '..' }]],
  [
    'one that uses Mizan before a nearer one',
    { 'web/main.py': PLAIN, 'zoo/main.py': MAIN, 'manage.py': DJANGO, 'config/settings.py': '"mizan_django"' },
    [
      { kind: 'django', cwd: '..' },
      { kind: 'fastapi', cwd: '../zoo', module: 'main' },
      { kind: 'fastapi', cwd: '.', module: 'main' },
    ],
  ],
  ['none in an environment', { 'env/pyvenv.cfg': '', 'env/main.py': MAIN, '.cache/main.py': MAIN }, []],
  ['none in what is something else', { 'main.py': 'print("hello")\n', 'manage.py': 'print("hello")\n' }, []],
]

for (const [what, files, expected] of FOUND) {
  testIn(`finds a backend: ${what}`, empty, (project) => {
    project.write('web/package.json', '{}')
    for (const [name, text] of Object.entries(files)) project.write(name, text)

    assert.deepEqual(backendsAround(project.path('web')), expected)
  })
}

testIn('searches no further than the repository', empty, (project) => {
  project.write('main.py', MAIN).write('repository/.git/HEAD', '').write('repository/web/package.json', '{}')

  assert.deepEqual(backendsAround(project.path('repository/web')), [])
})

test('runs Python as the backend does', () => {
  const project = new Project()
  try {
    assert.equal(pythonFor(project.folder), undefined)
    project.write('.venv/bin/python', '')
    assert.deepEqual(pythonFor(project.folder), [join('.venv', 'bin', 'python')])
    project.write('poetry.lock', '')
    assert.deepEqual(pythonFor(project.folder), ['poetry', 'run', 'python'])
    project.write('uv.lock', '')
    assert.deepEqual(pythonFor(project.folder), ['uv', 'run', 'python'])
  } finally {
    project.remove()
  }
})
