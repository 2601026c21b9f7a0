/** Tokens from a real server to a real page: asked for, sent, renewed, and taken back. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { context, createKernel, mutation, query } from 'mizan-client'
import { token } from 'mizan-client/token'
import { serve } from './server.mjs'

token()

const server = await serve('tokens_app:app')
after(() => server.stop())
after(() => window.close())

const me = context('me')
const name = query('name', me)
const byToken = query('by_token', me)
const signIn = mutation('sign_in', ['*'])

/** A page of another origin, whose browser keeps cookies; and what it has sent. */
function page() {
  /** @type {Map<string, string>} */
  const cookies = new Map()
  /** @type {string[]} */
  const sent = []
  /** @param {RequestInfo | URL} input @param {RequestInit} [init] */
  async function send(input, init = {}) {
    const headers = new Headers(init.headers)
    headers.set('origin', 'https://app.example')
    if (cookies.size) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(input, { ...init, headers })
    for (const each of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (value) cookies.set(key, value)
      else cookies.delete(key)
    }
    sent.push(`${String(input).replace(`${server.baseUrl}/`, '')} ${response.status}`)
    return response
  }
  const kernel = createKernel({ baseUrl: server.baseUrl, fetch: send, retries: 0 })
  after(() => kernel.dispose())
  /** @param {string} what */
  const elsewhere = (what) => send(new URL(`/elsewhere/${what}`, server.baseUrl), { method: 'POST' })
  return { kernel, cookies, elsewhere, sent: () => sent.splice(0) }
}

test('who signs in is read by a token, which is renewed when it has expired or was taken back', async () => {
  const { kernel, cookies, elsewhere, sent } = page()
  assert.equal(await kernel.fetch(name, {}), null)
  assert.deepEqual(sent(), ['token 401', 'context/me?only=name 200'])

  await kernel.call(signIn, { name: 'ada' })
  assert.equal(await kernel.fetch(name, {}), 'ada')
  assert.equal(await kernel.fetch(byToken, {}), true)
  assert.deepEqual(sent(), [
    'call/sign_in 200',
    'token 200',
    'context/me?only=name 200',
    'context/me?only=by_token 200',
  ])
  assert.ok(cookies.has('__Host-mizan'))

  for (const change of ['later/400', 'revoke/ada']) {
    await elsewhere(change)
    assert.equal(await kernel.fetch(name, {}), 'ada')
    assert.deepEqual(sent().slice(1), ['context/me?only=name 401', 'token 200', 'context/me?only=name 200'])
  }
})

test('what a page shows is another’s as soon as its session is', async () => {
  const { kernel, elsewhere } = page()
  await kernel.call(signIn, { name: 'ada' })
  const entry = kernel.entry(name, {})
  /** @type {unknown[]} */
  const shown = []
  const stop = entry.subscribe(() => shown.at(-1) === entry.get().data || shown.push(entry.get().data))
  await entry.wait()
  assert.equal(entry.get().data, 'ada')

  await elsewhere('sign-in/bob')
  await elsewhere('later/400')
  entry.refetch()
  while (entry.get().data !== 'bob') await new Promise((done) => setTimeout(done, 5))

  stop()
  assert.deepEqual(shown.slice(shown.indexOf('ada')), ['ada', undefined, 'bob'])
})
