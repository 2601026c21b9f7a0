/** Measure one contender, in a process of its own: `node --expose-gc measure.mjs <name> <cells>`, JSON on stdout. */

import assert from 'node:assert/strict'
import { CONTENDERS, quiet } from './contenders.mjs'

const [name = '', cells = '10000'] = process.argv.slice(2)
const COUNT = Number(cells)
const SINGLES = Math.min(300, COUNT)
const ROUNDS = 7
/** @type {() => void} */
const gc = /** @type {never} */ (globalThis.gc)

const make = CONTENDERS[name]
if (!make) throw new Error(`'${name}' is none of ${Object.keys(CONTENDERS)}.`)

const before = heap()
const contender = make()
await contender.fill(COUNT)
const memory = (heap() - before) / COUNT
assert.equal(contender.asked(), COUNT, 'each cell is asked for once')
assert.equal(contender.told(), COUNT, 'each subscriber is told once')

console.log(JSON.stringify({ one: await one(), all: await all(), memory }))

/** Microseconds from an invalidation to the request that it causes, for one cell; the best of several rounds. */
async function one() {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    let spent = 0
    for (let single = 0; single < SINGLES / ROUNDS; single++) {
      const id = Math.floor(((round * SINGLES + single) * 7919) % COUNT)
      const asked = contender.asked()
      const start = performance.now()
      contender.invalidateOne(id)
      while (contender.asked() === asked) await null
      spent += performance.now() - start
      await quiet()
      assert.equal(contender.asked(), asked + 1, 'one cell is asked for')
      assert.equal(/** @type {{ version: number }} */ (contender.read(id)).version, asked + 1, 'and shown')
    }
    best = Math.min(best, spent / Math.floor(SINGLES / ROUNDS))
  }
  return best * 1000
}

/** Milliseconds of the CPU from an invalidation of all until every subscriber was told; the best of several rounds. */
async function all() {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    gc()
    const [asked, told] = [contender.asked(), contender.told()]
    const start = process.cpuUsage()
    contender.invalidateAll()
    while (contender.told() < told + COUNT) await new Promise((resolve) => setImmediate(resolve))
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, user + system)
    await quiet()
    assert.equal(contender.asked(), asked + COUNT, 'every cell is asked for once')
    assert.equal(contender.told(), told + COUNT, 'every subscriber is told once')
  }
  return best / 1000
}

function heap() {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}
