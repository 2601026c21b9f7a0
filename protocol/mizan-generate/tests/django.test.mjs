/** The source `django`: what runs, what reaches the user, what is left afterwards. */

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { test } from 'node:test'
import { inTemporaryFolder } from '../generator/lib/source/temporary.mjs'
import { DOCUMENT, EXPORTING, testIn, testWatching, times, until, withDjango } from './project.mjs'

testIn('generates what manage.py exports, whatever the project prints while it loads', withChatter, (project) => {
  const { status, stdout, stderr } = project.run()

  assert.equal(stderr, 'note: shop.clients.forgotten is never registered.\n')
  assert.equal(status, 0)
  assert.match(stdout, /^src\/api: 1 query, 0 mutations, 1 call in 1 context \(\d+ ms\)\n/)
  assert.ok(project.has('src/api/index.js'))
})

function withChatter() {
  const said = `print("{}")
print("note: on stdout")
print("WARNING: old\\nnote: shop.clients.forgotten is never registered.", file=sys.stderr)
`
  return withDjango(EXPORTING + said)
}

testIn('runs the command in cwd, with the settings', withEverything, (project) => {
  assert.deepEqual(project.run().stderr, '')
  const [cwd, ...argv] = JSON.parse(project.read('backend/argv.json'))

  assert.match(cwd, /\/backend$/)
  assert.match(argv[2], /^\/.*\/document\.json$/)
  assert.deepEqual(argv, ['export_mizan_schema', '--output', argv[2], '--settings', 'shop.settings'])
})

function withEverything() {
  const options = { cwd: 'backend', manage: 'tools/run.py', command: ['python', '-B'], settings: 'shop.settings' }
  const script = `${EXPORTING}
import json, os

assert sys.flags.dont_write_bytecode
with open("argv.json", "w") as file:
    json.dump([os.getcwd(), *sys.argv[1:]], file)
`
  const project = withDjango('', options).write('backend/tools/run.py', script).write('backend/document.json', DOCUMENT)
  project.env = { ...project.env, PYTHONDONTWRITEBYTECODE: undefined }
  return project
}

testIn('runs python3 where there is no python', withDjango, (project) => {
  const python = execFileSync('python', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  mkdirSync(project.path('bin'))
  project.env = { ...project.env, PATH: project.path('bin') }
  assert.match(
    project.run().stderr,
    /'python' cannot be run\. Set source\.django\.command, as in \["uv", "run", "python"\]\./,
  )
  symlinkSync(python, project.path('bin/python3'))

  assert.equal(project.run().stderr, '')
})

const LIMITED = `
import { fromDjango } from '${new URL('../generator/lib/source/django.mjs', import.meta.url)}'
const command = JSON.parse(process.env.COMMAND)
await fromDjango({ cwd: process.cwd(), manage: 'manage.py', command }, 1000).catch((error) => console.log(error.message))
`

// The shell does not tell Python that it was ended itself, which must not keep us.
for (const command of [['python'], ['sh', '-c', 'python "$@"; true', 'sh']]) {
  testIn(
    `a project that does not come to an end is left, with a hint: ${command[0]}`,
    withEndlessness,
    async (project) => {
      const env = { ...project.env, COMMAND: JSON.stringify(command) }
      const options = /** @type {const} */ ({ cwd: project.folder, env, encoding: 'utf8', timeout: 15_000 })
      const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', LIMITED], options)

      assert.match(
        stdout,
        /^Exporting with manage\.py took more than 1 s\. If loading the project waits for something, /,
      )
      assert.equal(status, 0)
      assert.deepEqual(project.list('tmp'), [])
      if (command.length > 1) return
      await until(
        () => project.has('ended'),
        () => 'It runs still.',
      )
    },
  )
}

function withEndlessness() {
  const script = `import signal, sys, time

def end(*_):
    open("ended", "w").close()
    sys.exit()

signal.signal(signal.SIGTERM, end)
time.sleep(30)
`
  return withDjango(script)
}

testIn('nothing temporary stays behind after a success', withDjango, (project) => {
  assert.equal(project.run().status, 0)
  assert.deepEqual(project.list('tmp'), [])
})

testIn('nothing temporary stays behind when somebody ends the generator', withSlowness, async (project) => {
  project.write('slow', '')
  const { output, stop } = project.start()
  await until(
    () => project.has('started'),
    () => output.text,
  )
  assert.equal(project.list('tmp').length, 1)

  assert.equal(await stop(), null, 'It went on until Python had ended.')

  assert.deepEqual(project.list('tmp'), [])
})

testIn('--watch ends well while it generates, too', withSlowness, async (project) => {
  const { output, stop } = project.start('--watch')
  await until(
    () => output.text.includes('Watching'),
    () => output.text,
  )
  project.write('slow', '').write('clients.py', '')
  await until(
    () => project.has('started'),
    () => output.text,
  )

  assert.equal(await stop(), 0)

  assert.deepEqual(project.list('tmp'), [])
})

test('whoever else listens to a signal hears it once', async () => {
  let heard = 0
  const listen = () => heard++
  process.on('SIGHUP', listen)
  await inTemporaryFolder(async (folder) => {
    process.kill(process.pid, 'SIGHUP')
    await until(
      () => heard && !existsSync(folder),
      () => folder,
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
  })
  process.off('SIGHUP', listen)

  assert.equal(heard, 1)
})

function withSlowness() {
  return withDjango(`${EXPORTING}
import os, time

if os.path.exists("slow"):
    open("started", "w").close()
    time.sleep(2)
`)
}

testWatching(
  "--watch follows the project's Python files, not its templates",
  withTemplates,
  async (project, output) => {
    project.write('templates/page.html', '').write('shop/clients.py', '')
    await until(
      () => times(output, 'all 9 files were up to date') === 1,
      () => output.text,
    )
    project
      .write('templates/page.html', 'changed')
      .write('document.json', withEmail())
      .write('shop/clients.py', '# changed')

    await until(
      () => project.read('src/api/types.d.ts').includes('email'),
      () => output.text,
    )
    assert.equal(times(output, 'src/api: '), 3)
  },
)

const withEmail = () => DOCUMENT.replace('"User": {\n', '"User": {\n        "description": "email",\n')

function withTemplates() {
  return withDjango().write('templates/base.html', '').write('shop/__init__.py', '')
}
