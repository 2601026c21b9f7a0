/** The command: flags, exit codes, what goes to which stream, what becomes of files. */

import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { createServer } from 'node:http'
import { COMMANDS } from '../generator/lib/commands/index.mjs'
import { fromFastapi } from '../generator/lib/source/fastapi.mjs'
import { aSecond, DOCUMENT, MAIN, Project, testIn, until, withDocument, withPython } from './project.mjs'

const FILES = [
  ...['calls.d.ts', 'calls.js', 'index.d.ts', 'index.js', 'react.d.ts', 'react.js'],
  ...['signature.js', 'types.d.ts', 'types.js'],
]

testIn('generates from a Python module and says what it did', withPython, (project) => {
  const { status, stdout, stderr } = project.run()

  assert.equal(stderr, '')
  assert.equal(status, 0)
  assert.match(stdout, /^src\/api: 1 query, 0 mutations, 1 call in 1 context \(\d+ ms\)\n {2}wrote {4}calls\.d\.ts\n/)
  assert.deepEqual(project.list('src/api'), FILES)
})

testIn('leaves files alone that would not change', withDocument, (project) => {
  project.run()
  const before = FILES.map((name) => statSync(project.path(`src/api/${name}`)).mtimeMs)

  const { stdout } = project.run()

  assert.match(stdout, /all 9 files were up to date/)
  assert.deepEqual(
    FILES.map((name) => statSync(project.path(`src/api/${name}`)).mtimeMs),
    before,
  )
})

testIn('writes only the files that change', withDocument, (project) => {
  project.run()
  const document = JSON.parse(DOCUMENT)
  document.components.schemas.User.properties.email = { type: 'string' }
  project.write('document.json', JSON.stringify(document))

  assert.match(project.run().stdout, /\n {2}wrote {4}types\.d\.ts\n$/)
  assert.equal(project.list('src/api').length, FILES.length)
})

testIn('removes what it wrote once and would not write now, and nothing else', withDocument, (project) => {
  project.run()
  project.write('src/api/mine.js', '// mine\n').write('src/api/notes.md', 'mine\n')
  project.config({ source: { file: 'document.json' }, output: 'src/api', targets: [] })

  assert.match(project.run().stdout, /removed {2}react\.d\.ts\n {2}removed {2}react\.js/)
  assert.deepEqual(
    project.list('src/api'),
    [...FILES.filter((name) => !name.startsWith('react')), 'mine.js', 'notes.md'].sort(),
  )
})

testIn('refuses to overwrite a file that it did not write', withDocument, (project) => {
  project.write('src/api/types.js', 'export const mine = 1\n')

  const { status, stderr } = project.run()

  assert.equal(status, 1)
  assert.match(stderr, /src\/api\/types\.js was not written by mizan-generate\. Move it, or choose another output\./)
  assert.deepEqual(project.list('src/api'), ['types.js'])
  assert.equal(project.read('src/api/types.js'), 'export const mine = 1\n')
})

testIn('--check passes where all is up to date', withDocument, (project) => {
  project.run()

  assert.deepEqual(project.run('--check'), { status: 0, stdout: 'All 9 files are up to date.\n', stderr: '' })
})

testIn('--check names stale files, writes nothing and exits with 1', withDocument, (project) => {
  project.run()
  project.write('src/api/calls.js', `${project.read('src/api/calls.js')}// edited\n`)

  const { status, stdout, stderr } = project.run('--check')

  assert.equal(status, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /^Out of date in .*src\/api:\n {2}calls\.js\nRun mizan-generate\.\n$/)
  assert.match(project.read('src/api/calls.js'), /edited/)
})

testIn('--help tells all flags, --version the version', withDocument, (project) => {
  const { status, stdout } = project.run('--help')

  assert.equal(status, 0)
  for (const flag of ['--config', '--check', '--watch', '--help', '--version']) assert.ok(stdout.includes(flag), flag)
  assert.match(project.run('--version').stdout, /^\d+\.\d+\.\d+\n$/)
})

testIn('wrong arguments exit with 2 and show the help', withDocument, (project) => {
  const { status, stderr } = project.run('--chekc')

  assert.equal(status, 2)
  assert.match(stderr, /--chekc[\s\S]*Usage: mizan-generate/)
  assert.equal(project.run('--check', '--watch').status, 2)
})

for (const [name, load] of Object.entries(COMMANDS)) {
  const { help, options } = await load()
  testIn(`${name} --help tells its usage and all its options`, withDocument, (project) => {
    const { status, stdout } = project.run(name, '--help')

    assert.equal(status, 0)
    assert.equal(stdout, help)
    assert.match(
      stdout,
      name === 'generate' ? /^Usage: mizan-generate \[/ : new RegExp(`^Usage: mizan-generate ${name} `),
    )
    for (const option of [...Object.keys(options), 'json', 'help'])
      assert.match(stdout, new RegExp(`^ {2}--${option} `, 'm'))
  })
}

/** @type {[string[], RegExp][]} */
const MISSPELT = [
  [['int'], /^There is no command 'int'\. Did you mean 'init'\?\n\nUsage: mizan-generate \[/],
  [['generate', 'all'], /^'all' is too much: generate takes none\./],
  [['compat', '--cofnig', 'a'], /^Unknown option --cofnig\. Did you mean '--config'\?\n\nUsage: mizan-generate compat/],
  [['graph', '--check'], /^Unknown option --check\. Known: --config, --format, --json, --help, --version\./],
  [['--config'], /^--config needs a value\./],
  [['--config', '--check'], /^--config needs a value\./],
  [['--check=yes'], /^--check takes no value\./],
  [['-x'], /^Unknown option -x\. Known: /],
]

for (const [argv, message] of MISSPELT) {
  testIn(`mizan-generate ${argv.join(' ')} exits with 2, and says what was meant`, withDocument, (project) => {
    const { status, stdout, stderr } = project.run(...argv)

    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, message)
  })
}

testIn('the usual command may be named, and options may stand before a name', withDocument, (project) => {
  assert.match(project.run('generate', '--config', 'mizan.config.mjs').stdout, /wrote/)
  assert.match(project.run('--format', 'json', 'graph', 'document.json').stdout, /^\{\n {2}"contexts"/)
  assert.match(project.run('-h').stdout, /^Usage: mizan-generate/)
})

/** @type {[string, unknown, RegExp][]} */
const MISTAKES = [
  ['an unknown key', { source: { file: 'x' }, ouput: 'src' }, /unknown key 'ouput'\. Did you mean 'output'\?/],
  ['no source', { output: 'src' }, /source in .* needs one source: fastapi, django, file, url/],
  ['two sources', { source: { file: 'x', url: 'y' }, output: 'src' }, /needs one source/],
  ['a misspelt source', { source: { fastpi: {} }, output: 'src' }, /unknown key 'fastpi'\. Did you mean 'fastapi'\?/],
  [
    'a source without module',
    { source: { fastapi: {} }, output: 'src' },
    /module of source\.fastapi in mizan\.config\.mjs is missing\. .* 'main'/,
  ],
  [
    'no object for a source',
    { source: { fastapi: 'main' }, output: 'src' },
    /must be an object, as in \{ module: 'main' \}/,
  ],
  [
    'a command that is a text',
    { source: { fastapi: { module: 'main', command: 'uv run python' } }, output: 'src' },
    /command of source\.fastapi .* must be a list of words, as in \["uv", "run", "python"\]/,
  ],
  ['a cwd that is no text', { source: { fastapi: { module: 'main', cwd: 5 } }, output: 'src' }, /cwd of .* is no text/],
  ['a file that is no text', { source: { file: null }, output: 'src' }, /source\.file in .* is no text/],
  ['a URL without scheme', { source: { url: 'localhost:8000' }, output: 'src' }, /must begin with http:/],
  [
    'targets that are no list',
    { source: { file: 'x' }, output: 'src', targets: 'react' },
    /targets in .* must be a list/,
  ],
  ['an output that is no text', { source: { file: 'x' }, output: 5 }, /output in mizan\.config\.mjs is no text/],
  ['nothing in it', null, /exports no config/],
  ['no output', { source: { file: 'x' } }, /output in mizan\.config\.mjs is missing/],
  [
    'an unknown target',
    { source: { file: 'x' }, output: 'src', targets: ['raect'] },
    /'raect'\. Did you mean 'react'\?/,
  ],
  ['no such file', { source: { file: 'gone.json' }, output: 'src' }, /gone\.json cannot be read/],
  ['no such folder', { source: { fastapi: { module: 'main', cwd: 'gone' } }, output: 'src' }, /does not exist: .*gone/],
  [
    'no such command',
    { source: { fastapi: { module: 'main', command: ['pyhton'] } }, output: 'src' },
    /'pyhton' cannot be run/,
  ],
  ['nobody at a URL', { source: { url: 'http://127.0.0.1:9/' }, output: 'src' }, /127\.0\.0\.1:9\/ cannot be reached/],
]

for (const [what, config, message] of MISTAKES) {
  testIn(
    `a config with ${what} is refused with a sentence`,
    () => new Project().config(config),
    (project) => {
      const { status, stdout, stderr } = project.run()

      assert.equal(status, 1)
      assert.equal(stdout, '')
      assert.match(stderr, message)
      assert.doesNotMatch(stderr, /\n {4}at /)
      assert.equal(project.has('src'), false)
    },
  )
}

testIn(
  'a missing config file is refused with a hint',
  () => new Project(),
  (project) => {
    assert.match(
      project.run('--config', 'gone.mjs').stderr,
      /There is no config file gone\.mjs\. Name yours with --config, or write one: mizan-generate init\./,
    )
  },
)

testIn(
  'a config that cannot be loaded is refused with its reason',
  () => new Project(),
  (project) => {
    project.write('mizan.config.mjs', 'export default {')

    assert.match(project.run().stderr, /cannot be loaded: .*Unexpected/)
  },
)

testIn('a failing import exits with 1 and says why', withPython, (project) => {
  project.write('main.py', 'import does_not_exist\n')

  const { status, stdout, stderr } = project.run()

  assert.equal(status, 1)
  assert.equal(stdout, '')
  assert.match(stderr, /Exporting 'main' failed[\s\S]*No module named 'does_not_exist'/)
})

testIn('a module that does not come to an end is ended, with a hint', withPython, async (project) => {
  project.write('main.py', 'import time\ntime.sleep(600)\n')

  await assert.rejects(
    fromFastapi({ module: 'main', cwd: project.folder, command: ['python'] }, 1000),
    /Exporting 'main' took more than 1 s\. If importing it starts a server, guard that: if __name__/,
  )
})

testIn('what the exporter noted reaches the user, what the module printed does not', withPython, (project) => {
  project.write('main.py', `${MAIN}\nprint('hello')\n\n\n@client\ndef forgotten() -> None: ...\n`)

  const { status, stderr } = project.run()

  assert.equal(status, 0)
  assert.match(stderr, /^note: .*forgotten.*\n$/)
})

testIn('a mistake in a declaration is shown as Python says it', withPython, (project) => {
  project.write('main.py', MAIN.replace('context="global"', 'affects="usr"'))

  assert.match(project.run().stderr, /MZ\d{3} main\.py:\d+ current_user: /)
})

testIn(
  'reads a document from a URL',
  () => new Project(),
  async (project) => {
    const server = createServer((_, response) => response.end(DOCUMENT)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    project.config({ source: { url: `http://127.0.0.1:${port}/document.json` }, output: 'api' })

    const running = project.start()
    await until(
      () => project.has('api/index.js'),
      () => running.output.text,
    )
    await running.stop()
    server.close()
  },
)

testIn('--watch generates again within a second, and survives a broken import', withPython, async (project) => {
  const watching = project.start('--watch')
  const types = () => project.has('src/api/types.d.ts') && project.read('src/api/types.d.ts')
  try {
    await until(
      () => watching.output.text.includes('Watching'),
      () => watching.output.text,
    )
    project.write('main.py', MAIN.replace('    name: str', '    name: str\n    email: str'))
    const time = await until(
      () => String(types()).includes('email: string'),
      () => watching.output.text,
    )
    assert.ok(time < aSecond(), `${time} ms`)

    project.write('main.py', 'import does_not_exist\n')
    await until(
      () => watching.output.text.includes('does_not_exist'),
      () => watching.output.text,
    )
    assert.match(String(types()), /email: string/)

    project.write('main.py', MAIN)
    await until(
      () => !String(types()).includes('email'),
      () => watching.output.text,
    )
  } finally {
    await watching.stop()
  }
})
