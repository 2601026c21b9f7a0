/** Compatibility, of documents that nobody wrote: judgements that must hold for all of them. */

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compare } from '../generator/lib/compat/compare.mjs'
import { readContent } from '../generator/lib/document.mjs'
import { allows, exampleOf, NAMES, randomOf, typeOf, widened } from './random-types.mjs'

/** @typedef {import('./random-types.mjs').Type} Type */

const GOLDEN = fileURLToPath(new URL('../golden', import.meta.url))
const DOCUMENTS = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((each) =>
  each.endsWith('document.json'),
)
const SEEDS = Array.from({ length: 1500 }, (_, seed) => seed)
const ARGS = { type: 'object', properties: {}, required: [], additionalProperties: false }

/** @param {Type} type */
const taking = ({ root, schemas }) => callOf({ args: { ...ARGS, properties: { x: root }, required: ['x'] } }, schemas)
/** @param {Type} type */
const returning = ({ root, schemas }) => callOf({ result: root }, schemas)

/** @param {any} part @param {any} schemas */
function callOf(part, schemas) {
  const functions = { f: { kind: 'call', args: ARGS, result: { type: 'null' }, ...part } }
  return { 'x-mizan': { protocol: 1, functions }, components: { schemas } }
}

/** @param {any} before @param {any} after */
const changes = (before, after) => compare(readContent(before), readContent(after))
/** @param {any} before @param {any} after */
const breaks = (before, after) => changes(before, after).some(({ breaking }) => breaking)

for (const name of DOCUMENTS) {
  test(`a document is compatible with itself, whatever its models are called: ${name}`, () => {
    const text = readFileSync(`${GOLDEN}/${name}`, 'utf8')
    const document = JSON.parse(text)
    const renamed = JSON.parse(text.replaceAll('#/components/schemas/', '#/components/schemas/Other'))
    const schemas = Object.entries(renamed.components.schemas).reverse()
    renamed.components.schemas = Object.fromEntries(schemas.map(([each, schema]) => [`Other${each}`, schema]))

    assert.deepEqual(changes(document, JSON.parse(text)), [])
    assert.deepEqual(changes(document, renamed), [])
  })
}

test('random types are compatible with themselves', () => {
  for (const seed of SEEDS) {
    const type = typeOf(randomOf(seed))
    for (const side of [taking, returning])
      assert.deepEqual(changes(side(type), side(structuredClone(type))), [], `${seed}`)
  }
})

test('a type that is wider somewhere breaks one way, and not the other', () => {
  let count = 0
  for (const seed of SEEDS) {
    const random = randomOf(seed)
    const type = typeOf(random)
    const wider = widened(type, random)
    if (!wider) continue
    count++
    assert.equal(breaks(taking(type), taking(wider)), false, `taking, ${seed}`)
    assert.equal(breaks(taking(wider), taking(type)), true, `taking, back, ${seed}`)
    assert.equal(breaks(returning(type), returning(wider)), true, `returning, ${seed}`)
    assert.equal(breaks(returning(wider), returning(type)), false, `returning, back, ${seed}`)
  }
  assert.ok(count > SEEDS.length / 2, `${count}`)
})

test('what is called compatible is: no value of one side is refused by the other', () => {
  const judged = { taken: 0, returned: 0, refused: 0 }
  for (const seed of SEEDS) {
    const random = randomOf(seed)
    const before = typeOf(random)
    const after = seed % 3 ? changedSomewhere(before, random) : typeOf(random)
    const taken = !breaks(taking(before), taking(after))
    const returned = !breaks(returning(before), returning(after))
    for (let round = 0; round < 20; round++) {
      const [sent, answered] = [before, after].map(({ root, schemas }) => valueIn(root, schemas, random))
      const isTaken = sent === undefined || allows(sent.value, after.root, after.schemas, true)
      const isRead = answered === undefined || allows(answered.value, before.root, before.schemas, false)
      if (taken) assert.ok(isTaken, `${seed}: ${JSON.stringify([sent, before, after])}`)
      if (returned) assert.ok(isRead, `${seed}: ${JSON.stringify([answered, before, after])}`)
      if (!isTaken || !isRead) judged.refused++
    }
    judged.taken += Number(taken)
    judged.returned += Number(returned)
  }
  for (const [what, times] of Object.entries(judged)) assert.ok(times > 50, `${what}: ${times}`)
})

/** Wider in one place, narrower in another, or with a member more. @param {Type} type @param {ReturnType<typeof randomOf>} random */
function changedSomewhere(type, random) {
  const wider = widened(type, random) ?? type
  const { [NAMES[random(NAMES.length)] ?? '']: model } = wider.schemas
  if (model && random(2)) model.properties.w = { type: 'null' }
  if (model && random(3) === 0) model.required = Object.keys(model.properties)
  return wider
}

/** A value, unless there is none that ends. @param {any} root @param {any} schemas @param {ReturnType<typeof randomOf>} random */
function valueIn(root, schemas, random) {
  try {
    return { value: exampleOf(root, schemas, random) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
