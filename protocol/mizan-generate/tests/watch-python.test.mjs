/** Watching real backends: FastAPI and Django, whose modules change, break, and are mended. */

import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { MAIN, Project, testWatching, times, until, withPython } from './project.mjs'

const MODELS = `from pydantic import BaseModel


class Tea(BaseModel):
    name: str
`
const CLIENTS = `from mizan_core.client.function import client
from mizan_core.registry import register
from shop.models import Tea


@client(context="global")
def tea() -> Tea:
    return Tea(name="Assam")


register(tea, "tea")
`
const APP = `import shop.clients
from fastapi import FastAPI
from mizan_fastapi import install

app = FastAPI()
install(app)
`
const MANAGE = `import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
execute_from_command_line(sys.argv)
`
const SETTINGS = `SECRET_KEY = "tests"
INSTALLED_APPS = ["mizan_django", "shop"]
USE_TZ = True
`
const STOCKED = MODELS.replace('    name: str', '    name: str\n    stock: int')

/** A page beside an application in a folder of its own. */
function withFastapi() {
  return new Project()
    .config({ source: { fastapi: { module: 'main', cwd: 'backend' } }, output: 'src/api' })
    .write('backend/main.py', APP)
    .write('backend/shop/__init__.py', '')
    .write('backend/shop/models.py', MODELS)
    .write('backend/shop/clients.py', CLIENTS)
}

function withProject() {
  return new Project()
    .config({ source: { django: { cwd: 'backend' } }, output: 'src/api' })
    .write('backend/manage.py', MANAGE)
    .write('backend/config/settings.py', SETTINGS)
    .write('backend/shop/__init__.py', '')
    .write('backend/shop/models.py', MODELS)
    .write('backend/shop/clients.py', CLIENTS)
}

for (const [what, make] of /** @type {const} */ ([
  ['FastAPI', withFastapi],
  ['Django', withProject],
])) {
  testWatching(
    `${what}: follows a module, keeps the client while one is broken, and goes on`,
    make,
    async (project, output) => {
      const types = () => project.read('src/api/types.d.ts')
      const waiting = (/** @type {() => unknown} */ condition) => until(condition, () => output.text)
      assert.match(types(), /name: string/)
      project.write('backend/shop/models.py', STOCKED)
      await waiting(() => types().includes('stock: number'))

      project.write('backend/shop/models.py', `${STOCKED}\n\nclass Broken(Missing):\n    pass\n`)
      await waiting(() => output.text.includes('Missing'))
      assert.match(output.text, /backend\/shop\/models\.py.*9/)
      assert.match(output.text, /NameError: name 'Missing' is not defined/)
      assert.ok(String(output.text.split('mizan-generate: ')[1]).split('\n').length < 25, output.text)
      assert.match(types(), /stock: number/)

      project.write('backend/shop/models.py', `${STOCKED}    price: (`)
      await waiting(() => output.text.includes('SyntaxError'))
      assert.match(types(), /stock: number/)

      project.write('backend/shop/models.py', MODELS)
      await waiting(() => !types().includes('stock'))
    },
  )
}

testWatching(
  'follows a file that an editor replaces, and one that is deleted',
  withFastapi,
  async (project, output) => {
    project.write('backend/shop/.models.py.tmp', STOCKED)
    renameSync(project.path('backend/shop/.models.py.tmp'), project.path('backend/shop/models.py'))
    await until(
      () => project.read('src/api/types.d.ts').includes('stock: number'),
      () => output.text,
    )
    project.delete('backend/shop/models.py')
    await until(
      () => /No module named 'shop\.models'/.test(output.text),
      () => output.text,
    )
  },
)

testWatching('follows folders outside of cwd that the config names', withShared, async (project, output) => {
  project.write('shared/shop/models.py', STOCKED)

  await until(
    () => project.read('src/api/types.d.ts').includes('stock: number'),
    () => output.text,
  )
})

function withShared() {
  const project = new Project()
    .config({ source: { fastapi: { module: 'main', cwd: 'backend', watch: ['shared'] } }, output: 'src/api' })
    .write('backend/main.py', APP)
    .write('shared/shop/__init__.py', '')
    .write('shared/shop/models.py', MODELS)
    .write('shared/shop/clients.py', CLIENTS)
  project.env = { ...project.env, PYTHONPATH: project.path('shared') }
  return project
}

testWatching('passes over installed packages, wherever they lie', withInstalled, async (project, output) => {
  const before = times(output, 'src/api: ')
  project.write('lib/site-packages/a.py', 'x = 1\n').write('conda/b.py', 'x = 1\n')
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
})

function withInstalled() {
  return withPython().write('lib/site-packages/a.py', '').write('conda/conda-meta/history', '')
}

testWatching('passes over the page, its new folders, and what is written there', withFirst, async (project, output) => {
  const runs = project.read('runs')
  project
    .write('src/App.js', '')
    .write('src/parts/Button.js', '')
    .write('src/api/mine.js', '')
    .write('build/a/b.txt', '')
  await new Promise((resolve) => setTimeout(resolve, 2000))

  assert.equal(project.read('runs'), runs, output.text)
})

function withFirst() {
  return withCounting().write('src/main.js', '')
}

testWatching(
  'follows a folder that is moved away, and one that is moved here',
  withPackages,
  async (project, output) => {
    renameSync(project.path('backend/shop'), project.path('away'))
    await until(
      () => output.text.includes("No module named 'shop'"),
      () => output.text,
    )
    renameSync(project.path('away'), project.path('backend/shop'))
    await until(
      () => times(output, 'all 9 files were up to date') === 1,
      () => output.text,
    )
  },
)

function withPackages() {
  return withFastapi().write('backend/shop/deep/notes.txt', '')
}

testWatching('many changes at once cost one run', withCounting, async (project, output) => {
  const before = project.read('runs').length
  for (let index = 0; index < 20; index++) project.write(`module${index}.py`, '')
  await until(
    () => project.read('runs').length > before,
    () => output.text,
  )
  await new Promise((resolve) => setTimeout(resolve, 1500))

  assert.ok(project.read('runs').length - before <= 2, project.read('runs'))
})

function withCounting() {
  return withPython().write('main.py', `${MAIN}\nwith open("runs", "a") as file:\n    file.write(".")\n`)
}
