/** What is given to hooks arrives at a real server as it was given, from every framework. */

import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { createKernel } from 'mizan-client'
import { ADAPTERS } from './adapters/index.mjs'
import { CASES, NOTHING, REFUSED } from './cases.mjs'
import { generate, serve } from './server.mjs'

/** @typedef {import('./adapters/index.mjs').Adapter} Adapter */

const clients = generate(ADAPTERS.map(({ target }) => target))
after(() => clients.remove())

const server = await serve()
after(() => server.stop())
after(() => window.close())

/** @type {(() => unknown)[]} */
const ends = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

for (const adapter of ADAPTERS) {
  const doors = await doorsOf(adapter)

  for (const { title, sent, arrives, query = 'GET' } of CASES) {
    const expected = { ...NOTHING, ...sent, ...arrives }
    for (const [door, send] of Object.entries(doors)) {
      const method = door === 'a mutation' ? 'POST' : query

      test(`${adapter.target}: ${title} arrives with ${door}`, async () => {
        const content_type = method === 'POST' ? 'application/json' : null
        assert.deepEqual(await send(sent), { ...expected, method, content_type })
      })
    }
  }

  for (const { title, sent } of REFUSED) {
    for (const [door, send] of Object.entries(doors)) {
      test(`${adapter.target}: ${title} is refused, which rejects ${door}`, async () => {
        await assert.rejects(send(sent), { name: 'MizanError', code: 'VALIDATION_ERROR', status: 422 })
      })
    }
  }
}

/** The ways to send something: each gives what the server answers, and fails as it does. @param {Adapter} adapter */
async function doorsOf(adapter) {
  const client = await clients.load(adapter.target)

  /** @param {() => unknown} hook @param {Record<string, unknown>} [params] @returns {Promise<any>} */
  const mounted = (hook, params) =>
    new Promise((told, failed) => {
      const kernel = createKernel({ baseUrl: server.baseUrl, retries: 0 })
      ends.push(() => kernel.dispose())
      ends.push(adapter.mount({ client, kernel, ...(params && { params }), hook, told, failed }, container()))
    })

  /** @type {Record<string, (sent: Record<string, unknown>) => Promise<unknown>>} */
  const doors = {
    'a query': (sent) => mounted(() => client['useRead'](sent)),
    'a query below a provider': (sent) => mounted(() => client['useRead'](), sent),
    'a mutation': async (sent) => (await mounted(() => client['useWrite']())).mutate(sent),
  }
  return doors
}

function container() {
  const element = document.body.appendChild(document.createElement('div'))
  ends.push(() => element.remove())
  return element
}
