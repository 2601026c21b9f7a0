/** Stage 1 runs where there is no page: generated calls reach a real server from workers. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CASES, NOTHING, REFUSED } from './cases.mjs'
import { generate, serve } from './server.mjs'
import { PLACES } from './workers.mjs'

const client = generate([])
after(() => client.remove())
const server = await serve()
after(() => server.stop())
after(() => window.close())

const { sent } = CASES.find(({ title }) => title === 'a/b?c#d') ?? { sent: {} }
const { sent: refused } = REFUSED[0] ?? { sent: {} }

for (const [name, run] of Object.entries(PLACES)) {
  test(`queries, mutations and errors work in ${name}`, async () => {
    const { page, read, written, code } = await run(client.folder, server.baseUrl, { sent, refused })

    assert.equal(page, 'undefined')
    assert.deepEqual(read, { ...NOTHING, ...sent, method: 'GET', content_type: null })
    assert.deepEqual(written, { ...NOTHING, ...sent, method: 'POST', content_type: 'application/json' })
    assert.equal(code, 'VALIDATION_ERROR')
  })
}
