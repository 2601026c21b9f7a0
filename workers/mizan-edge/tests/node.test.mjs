/** The server for Node, and what no `Request` can be made of. */

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { serve } from '../src/node.mjs'

/** @type {string[]} */
const asked = []
const server = await serve(
  {
    async fetch(request) {
      asked.push(`${request.method} ${request.url}`)
      if (request.url.endsWith('/broken')) throw new Error('broken on purpose')
      return new Response('x'.repeat(3), { headers: { 'set-cookie': 'a=1' } })
    },
  },
  { port: 0 },
)
after(() => server.close())
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

/** Send bytes, and read what is answered. @param {string} text @returns {Promise<string>} */
const exchange = (text) =>
  new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => (said += chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(said))
  })
const head = (/** @type {string} */ line, host = 'a.example') =>
  exchange(`${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)

test('a request reaches the worker, and its answer comes back', async () => {
  const answer = await head('GET /a//b?c=%20&d')

  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
  assert.match(answer, /set-cookie: a=1\r\n/)
  assert.match(answer, /xxx/)
  assert.equal(asked.at(-1), 'GET http://a.example/a//b?c=%20&d')
})

test('HEAD has no body', async () => {
  assert.doesNotMatch(await head('HEAD /'), /xxx/)
})

for (const [what, line, host] of [
  ['a method that fetch forbids', 'TRACE /', 'a.example'],
  ['an address in place of a path', 'GET http://b.example/', 'a.example'],
  ['a host with a password', 'GET /', 'a:b@c.example'],
  ['a host that is none', 'GET /', 'a b'],
  ['a host with a path', 'GET /', 'a.example/x'],
]) {
  test(`${what} is a bad request`, async (context) => {
    const error = context.mock.method(console, 'error', () => {})
    const before = asked.length

    assert.match(await head(line ?? '', host), /^HTTP\/1\.1 400 /)
    assert.equal(asked.length, before)
    assert.equal(error.mock.callCount(), 0)
  })
}

test('a worker that fails is told of, and not what failed', async (context) => {
  const error = context.mock.method(console, 'error', () => {})
  const answer = await head('GET /broken')

  assert.match(answer, /^HTTP\/1\.1 500 /)
  assert.doesNotMatch(answer, /purpose/)
  assert.equal(error.mock.callCount(), 1)
  assert.match(await head('GET /'), /^HTTP\/1\.1 200 /)
})
