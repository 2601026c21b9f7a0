/** Sources as a config says them: what is refused, and what they are called. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../generator/lib/config.mjs'
import { Project, testIn } from './project.mjs'

/** @type {[string, unknown, RegExp][]} */
const MISTAKES = [
  [
    'no source in the list',
    [],
    /The list of sources in mizan\.config\.mjs is empty\. Known: fastapi, django, file, url\./,
  ],
  ['no source in an object', [{ file: 'a' }, { baseUrl: '/a' }], /source\[1\] in .* needs one source: fastapi, django/],
  ['a text for a source', ['schema.json'], /source\[0\] in .* needs one source/],
  ['two sources in an object', [{ file: 'a', url: 'b' }], /source\[0\] in .* needs one source/],
  [
    'a misspelt key',
    [{ file: 'a' }, { django: { setings: 'a' } }],
    /source\[1\]\.django in .* has an unknown key 'setings'\. Did you mean 'settings'\?/,
  ],
  ['a misspelt source', { jango: {} }, /source in .* has an unknown key 'jango'\. Did you mean 'django'\?/],
  ['a misspelt baseUrl', { file: 'a', baseurl: '/a' }, /unknown key 'baseurl'\. Did you mean 'baseUrl'\?/],
  [
    'a text for a Django project',
    { django: 'manage.py' },
    /source\.django .* must be an object, as in \{ cwd: '\.\.\/backend' \}/,
  ],
  ['a manage that is no text', { django: { manage: 5 } }, /manage of source\.django in .* is no text/],
  ['settings that are no text', { django: { settings: {} } }, /settings of source\.django in .* is no text/],
  ['a cwd that is no text', { django: { cwd: 5 } }, /cwd of source\.django in .* is no text/],
  [
    'a command that is a text',
    { django: { command: 'python' } },
    /command of source\.django .* must be a list of words/,
  ],
  [
    'a watch that is a text',
    { django: { watch: '../shared' } },
    /watch of source\.django in .* must be a list of folders, as in \["\.\.\/shared"\]/,
  ],
  [
    'a folder to watch that is not there',
    { fastapi: { module: 'main', watch: ['gone'] } },
    /source\.fastapi\.watch names a folder that does not exist: .*gone/,
  ],
  ['a baseUrl that is no text', { file: 'a', baseUrl: 5 }, /source\.baseUrl in .* is no text. .* '\/ai\/mizan'/],
  [
    'a relative baseUrl',
    [{ file: 'a', baseUrl: 'ai' }],
    /source\[0\]\.baseUrl in .* must begin with \/, http:\/\/ or https/,
  ],
  [
    'the same source twice',
    [{ django: { cwd: 'a' } }, { file: 'b' }, { django: { cwd: 'a' }, baseUrl: '/c' }],
    /source in mizan\.config\.mjs lists django 'a\/manage\.py' twice\. Leave one of them out\./,
  ],
]

for (const [what, source, message] of MISTAKES) {
  testIn(
    `a config with ${what} is refused with a sentence`,
    () => new Project().config({ source, output: 'api' }),
    (project) => {
      const { status, stderr } = project.run()

      assert.equal(status, 1)
      assert.match(stderr, message)
    },
  )
}

test('sources are named as the config names them', async () => {
  const project = new Project().config({
    source: [
      { fastapi: { module: 'main' } },
      { fastapi: { module: 'main', cwd: '../ai' } },
      { django: {} },
      { django: { cwd: '../shop', settings: 'shop.test' } },
      { url: 'http://localhost:8000/schema.json' },
    ],
    output: 'api',
  })
  const { sources } = await readConfig(project.path('mizan.config.mjs'))
  project.remove()

  assert.deepEqual(
    sources.map(({ name }) => name),
    [
      "fastapi 'main'",
      "fastapi 'main' in '../ai'",
      "django 'manage.py'",
      "django '../shop/manage.py' with 'shop.test'",
      "url 'http://localhost:8000/schema.json'",
    ],
  )
})
