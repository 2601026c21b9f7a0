/** Reads answers by the codecs of a generated client; each must be spelt as it came, and keep its identity. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.argv[2] ?? '.'
const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
const calls = await import(pathToFileURL(join(folder, 'api/calls.js')).href)
const kernel = createRequire(join(folder, 'api/calls.js')).resolve('mizan-client')
const { canonical } = await import(pathToFileURL(kernel).href)
const counts = { Date: 0, Uint8Array: 0, bigint: 0 }

for (const [index, values] of answers.entries()) {
  const { read } = calls[`f${index}`]
  for (const value of values) {
    const shown = reading(`f${index}`, () => read(value))
    count(shown)
    assert.equal(canonical(shown), canonical(value), `f${index}: ${JSON.stringify(value)}`)
    assert.ok(
      Object.is(read(structuredClone(value), shown), shown) || typeof shown !== 'object',
      `f${index} is not kept`,
    )
  }
}
console.log(JSON.stringify(counts))

/** Say of what cannot be read which function answered it. @param {string} name @param {() => unknown} read */
function reading(name, read) {
  try {
    return read()
  } catch (cause) {
    throw new Error(`${name} cannot be read`, { cause })
  }
}

/** Count what is no JSON. @param {any} value */
function count(value) {
  if (typeof value === 'bigint') counts.bigint++
  else if (value instanceof Date) counts.Date++
  else if (value instanceof Uint8Array) counts.Uint8Array++
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(count)
}
