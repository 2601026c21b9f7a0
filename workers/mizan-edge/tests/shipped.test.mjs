/** What is deployed, as it stands in the package: with the settings of `wrangler.toml`, on every runtime. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { settings, startOrigin } from './origin.mjs'
import { PLACES, served } from './places.mjs'

const file = readFileSync(new URL('../wrangler.toml', import.meta.url), 'utf8')
const vars = Object.fromEntries(
  [...file.matchAll(/^(MIZAN_\w+) = "(.*)"$/gm)].map(([, name = '', value = '']) => [name, value]),
)
const origin = startOrigin()
after(() => origin.then(({ stop }) => stop()))

test('the settings name what a worker reads, but for what is secret or the server’s own', () => {
  const source = readFileSync(new URL('../src/settings.mjs', import.meta.url), 'utf8')
  const read = new Set([...source.matchAll(/textIn\(env, '(\w+)'\)/g)].map(([, name]) => name))

  assert.deepEqual([...read].filter((name) => !(name && name in vars)).sort(), [
    'MIZAN_EDGE_KEYS',
    'MIZAN_JWKS',
    'MIZAN_ORIGIN',
  ])
  assert.deepEqual(
    Object.keys(vars).filter((name) => !read.has(name)),
    [],
  )
})

for (const place of PLACES) {
  test(`${place}: the worker of an empty manifest passes everything through`, async (context) => {
    const { url } = await origin
    const { MIZAN_ORIGIN = '', MIZAN_EDGE_KEYS = '' } = settings(url)
    const worker = await served(place, "export { default } from '../worker.mjs'", {
      ...vars,
      MIZAN_ORIGIN,
      MIZAN_EDGE_KEYS,
    })
    context.after(() => worker.stop())
    const answer = await fetch(`${worker.url}/api/mizan/context/fragile`)

    assert.deepEqual(await answer.json(), { data: { fragile_other: 0, fragile_value: 1 } })
    assert.doesNotMatch(answer.headers.get('cache-status') ?? '', /mizan-edge/)
  })
}
