/** What the worker does not keep goes to the server and back untouched, on every runtime. */

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { generate } from './origin.mjs'
import { PLACES } from './places.mjs'
import { Scene } from './scene.mjs'

const { manifest, remove } = generate()
after(remove)

for (const place of PLACES) {
  describe(place, () => {
    const scene = new Scene(place, manifest, { origin: { TEST_LIVE: 'memory' } })
    before(() => scene.start())
    after(() => scene.end())

    /** @param {string} path @param {RequestInit & { duplex?: 'half' }} [init] */
    const ask = async (path, init) => fetch(`${scene.worker.url}${path}`, init)

    test('a method, a path, a query, headers and a status arrive as they are', async () => {
      const answer = await ask('/elsewhere/a%2Fb/%E2%82%AC?x=1&x=%202&y', {
        method: 'PUT',
        headers: { 'x-app': 'shop', cookie: 'a=1; b=2', authorization: 'Basic YTpi' },
        body: 'hello',
      })
      const { method, path, query, headers } = await answer.json()

      assert.equal(answer.status, 203)
      assert.deepEqual([method, path, query], ['PUT', '/elsewhere/a%2Fb/%E2%82%AC', 'x=1&x=%202&y'])
      assert.deepEqual([headers['x-app'], headers.cookie, headers.authorization], ['shop', 'a=1; b=2', 'Basic YTpi'])
      assert.deepEqual(answer.headers.getSetCookie(), ['a=1', 'b=2'])
    })

    test('a path that begins with two slashes asks no other server', async () => {
      const { path } = await (await ask('//127.0.0.1:1/x')).json()

      assert.match(path, /^\/{1,2}127\.0\.0\.1:1\/x$/) // Bun makes one of them
    })

    test('a large body arrives byte for byte, whether its length is known or not', async () => {
      const body = randomBytes(700_000)
      const digest = createHash('sha256').update(body).digest('hex')
      const streamed = new ReadableStream({
        start(controller) {
          for (let at = 0; at < body.length; at += 70_000) controller.enqueue(body.subarray(at, at + 70_000))
          controller.close()
        },
      })
      for (const init of [{ body }, { body: streamed, duplex: /** @type {const} */ ('half') }]) {
        const said = await (await ask('/elsewhere', { method: 'POST', ...init })).json()
        assert.deepEqual([said.length, said.digest], [body.length, digest])
      }
    })

    test('calls, and their errors, are the server’s', async () => {
      const stranger = scene.stranger()
      const said = await stranger.call('echo', { text: 'hi' })
      const wrong = await stranger.call('echo', { txt: 'hi' })

      assert.deepEqual([said.status, said.text], [200, '{"result":"hi"}'])
      assert.equal(wrong.status, 422)
      assert.match(wrong.text, /VALIDATION_ERROR/)
    })

    test('a redirect is the client’s to follow', async () => {
      const answer = await ask('/away', { redirect: 'manual' })

      assert.deepEqual([answer.status, answer.headers.get('location')], [307, 'https://other.example/'])
    })

    test('a stream arrives event by event', async () => {
      const stop = new AbortController()
      const answer = await ask('/api/mizan/live', { headers: { accept: 'text/event-stream' }, signal: stop.signal })
      const { value } = (await answer.body?.getReader().read()) ?? {}

      assert.equal(answer.headers.get('content-type'), 'text/event-stream')
      assert.match(new TextDecoder().decode(value), /event: ready/)
      stop.abort()
    })

    test('who hangs up is missed by nobody: the worker goes on', async () => {
      const { hostname, port } = new URL(scene.worker.url)
      for (let turn = 0; turn < 20; turn++) {
        const socket = connect(Number(port), hostname)
        socket.write('POST /elsewhere HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nhalf')
        await new Promise((resolve) => setTimeout(resolve, 5))
        socket.destroy()
      }

      assert.equal((await ask('/elsewhere')).status, 203)
    })

    test('of a live server answers are kept as well, and those who watch are answered by the server', async () => {
      const user = await scene.newUser()
      await user.read('me')
      await scene.settled()

      assert.match((await user.read('me')).how, /^mizan-edge; hit/)
      assert.doesNotMatch((await user.read('me', undefined, { 'mizan-origin': '1' })).how, /mizan-edge/)
      assert.ok(await scene.kept('board', scene.newBoard()))
    })
  })
}
