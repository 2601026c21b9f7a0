/** The same cells, subscribers and invalidations with our kernel and with TanStack's query-core. */

import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { context, createKernel, query } from 'mizan-client'

/**
 * @typedef {object} Contender
 * @property {(count: number) => Promise<void>} fill Load this many cells, each of its own params, and subscribe to each.
 * @property {(id: number) => void} invalidateOne
 * @property {() => void} invalidateAll
 * @property {(id: number) => unknown} read What a subscriber shows.
 * @property {() => number} asked How often the server was asked so far.
 * @property {() => number} told How often subscribers were told of new data so far.
 */

/** @type {Record<string, () => Contender>} */
export const CONTENDERS = { mizan, tanstack }

/** The server's data, another version at each request, as a client finds it in an answer. */
const answerOf = (/** @type {number} */ id, /** @type {number} */ version) => ({ id, name: `user ${id}`, version })

/** @returns {Contender} */
function mizan() {
  let asked = 0
  let told = 0
  const profile = query('profile', context('user', ['user_id']))
  const kernel = createKernel({
    async fetch(url) {
      const id = Number(/%3A(\d+)%7D/.exec(String(url))?.[1])
      return answer(JSON.stringify({ data: { profile: answerOf(id, ++asked) } }))
    },
  })
  const entryOf = (/** @type {number} */ id) => kernel.entry(profile, { user_id: id })
  return {
    async fill(count) {
      for (let id = 0; id < count; id++) {
        const entry = entryOf(id)
        let shown = entry.get().data
        entry.subscribe(() => {
          const { data } = entry.get()
          if (data !== shown) told++
          shown = data
        })
      }
      await quiet()
    },
    invalidateOne: (id) => kernel.invalidate([{ context: 'user', params: { user_id: id } }]),
    invalidateAll: () => kernel.invalidate([{}]),
    read: (id) => entryOf(id).get().data,
    asked: () => asked,
    told: () => told,
  }
}

/** @returns {Contender} */
function tanstack() {
  let asked = 0
  let told = 0
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } })
  client.mount()
  const keyOf = (/** @type {number} */ id) => ['user', { user_id: id }]
  return {
    async fill(count) {
      for (let id = 0; id < count; id++) {
        const observer = new QueryObserver(client, {
          queryKey: keyOf(id),
          queryFn: async () => JSON.parse(JSON.stringify(answerOf(id, ++asked))),
        })
        let shown = observer.getCurrentResult().data
        observer.subscribe(({ data }) => {
          if (data !== shown) told++
          shown = data
        })
      }
      await quiet()
    },
    invalidateOne: (id) => void client.invalidateQueries({ queryKey: keyOf(id) }),
    invalidateAll: () => void client.invalidateQueries(),
    read: (id) => client.getQueryData(keyOf(id)),
    asked: () => asked,
    told: () => told,
  }
}

/** What our transport reads of a response, without the platform's own cost of one, which no contender is to bear. */
function answer(/** @type {string} */ text) {
  const headers = { get: (/** @type {string} */ name) => (name === 'mizan-protocol' ? '1' : null) }
  return /** @type {Response} */ (/** @type {unknown} */ ({ ok: true, status: 200, headers, text: async () => text }))
}

/** Wait until nothing is on its way. */
export async function quiet() {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
}
