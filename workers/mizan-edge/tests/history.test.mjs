/**
 * Many who read and write at once, through one worker, whose clock jumps: what each of them saw is held to what is promised.
 * ROUNDS says how long, SEED which of the random games.
 */

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generate } from './origin.mjs'
import { PLACES } from './places.mjs'
import { Scene } from './scene.mjs'

const { ROUNDS = '12', SEED = `${Date.now()}` } = process.env
const CLIENTS = 6

const { manifest, remove } = generate()
after(remove)

/** Numbers that are the same for a seed (mulberry32). @param {number} seed @returns {(below: number) => number} */
function dice(seed) {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

for (const place of PLACES) {
  describe(place, () => {
    const scene = new Scene(place, manifest)
    before(() => scene.start())
    after(() => scene.end())

    test(`nobody misses what he wrote, or sees what is another's (SEED=${SEED})`, async (context) => {
      const boards = [scene.newBoard(), scene.newBoard(), scene.newBoard()]
      const hits = await Promise.all(Array.from({ length: CLIENTS }, (_, number) => play(number, boards)))
      const [hit, all] = [0, 1].map((at) => hits.reduce((sum, each) => sum + (each[at] ?? 0), 0))
      context.diagnostic(`${hit} of ${all} reads were from what was kept`)

      assert.ok((hit ?? 0) > (all ?? 0) / 20)
      await scene.ahead(context, 0)
    })

    /**
     * Play one client: read and write what the dice say, and look at what comes.
     * @param {number} number @param {{ board_id: number }[]} boards
     * @returns {Promise<[hits: number, reads: number]>}
     */
    async function play(number, boards) {
      const roll = dice(Number(SEED) * CLIENTS + number)
      const user = await scene.newUser()
      const written = boards.map(() => /** @type {string[]} */ ([]))
      let [hits, reads, name] = [0, 0, 'nobody']
      for (let round = 0; round < Number(ROUNDS); round++) {
        const at = roll(boards.length)
        const board = boards[at] ?? { board_id: 0 }
        const what = roll(10)
        if (what === 0) {
          const title = `${number}-${round}`
          await user.call('add_task', { ...board, title })
          written[at]?.push(title)
        } else if (what === 1) {
          name = `${number}-${round}`
          await user.call('rename', { name })
        } else if (what === 2) {
          await fetch(`${scene.worker.url}/test/clock?ahead=${roll(90)}`)
        } else if (what < 6) {
          const { data, how } = await user.read('me')
          assert.equal(data.me_profile.canary, user.canary)
          assert.equal(data.me_profile.name, name, how)
          hits += Number(how.includes('hit'))
          reads += 1
        } else {
          const { data, how } = await user.read('board', board)
          for (const title of written[at] ?? [])
            assert.ok(data.board_tasks.includes(title), `${title} is missing: ${how}`)
          hits += Number(how.includes('hit'))
          reads += 1
        }
      }
      return [hits, reads]
    }
  })
}
