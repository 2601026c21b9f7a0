/** The public keys: given, or asked for where the origin publishes them, rarely and never where a token says. */

import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes, sign } from 'node:crypto'
import { test } from 'node:test'
import { MANIFEST, scripted } from './scripted.mjs'
import { vectors } from './vectors.mjs'

const { jwk, seed, claims, now, accepted, refused } = vectors('tokens')
const authorization = `Bearer ${accepted[0].token}`
const signing = createPrivateKey({ key: { ...jwk, d: seed }, format: 'jwk' })

/** A token that nobody has seen, good for five minutes. @param {number} [from] in so many seconds */
function bearer(from = 0) {
  const at = Math.floor(Date.now() / 1000) + from
  const made = { ...claims, iat: at, nbf: at, exp: at + 300, jti: randomBytes(16).toString('base64url') }
  const [header] = accepted[0].token.split('.')
  const payload = Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(made).sort()))).toString('base64url')
  return `Bearer ${header}.${payload}.${sign(null, Buffer.from(`${header}.${payload}`), signing).toString('base64url')}`
}
const unknown = `Bearer ${refused.find((/** @type {any} */ { label }) => label === 'unknown kid').token}`
const WELL_KNOWN = '/.well-known/mizan-jwks.json'

/** A worker whose clock stands where the tokens are good, and what it asked the origin for. @param {import('node:test').TestContext} context @param {Record<string, string>} [env] */
function verifying(context, env = {}) {
  const made = scripted(context, { env, manifest: MANIFEST })
  made.pass(now - 1_700_000_000)
  context.mock.timers.enable({ apis: ['Date'], now: now * 1000 })
  let keys = [jwk]
  let isUp = true
  made.answers(({ url }) => {
    if (!url.endsWith('jwks.json')) return Response.json({ data: {} })
    return isUp ? Response.json({ keys }) : new Response('down', { status: 503 })
  })
  return {
    ...made,
    /** Ask, and say whether the token was believed. @param {string} [bearer] */
    async believes(bearer = authorization) {
      await made.ask('context/me', { headers: { authorization: bearer } })
      return made.asked.at(-1)?.headers.has('mizan-edge')
    },
    fetched: () => made.asked.filter(({ url }) => url.endsWith('jwks.json')).map(({ url }) => url),
    /** @param {unknown[]} next */
    publish: (next) => void (keys = next),
    /** @param {boolean} up */
    stand: (up) => void (isUp = up),
    /** @param {number} seconds */
    wait(seconds) {
      context.mock.timers.setTime(Date.now() + 1000 * seconds)
      made.pass(seconds)
    },
  }
}

test('keys that are given are not asked for', async (context) => {
  const { believes, fetched } = verifying(context, { MIZAN_JWKS: JSON.stringify({ keys: [jwk] }) })

  assert.equal(await believes(), true)
  assert.equal(await believes(unknown), false)
  assert.deepEqual(fetched(), [])
})

test('keys are asked for once, where the origin publishes them', async (context) => {
  const { believes, fetched } = verifying(context)

  assert.deepEqual([await believes(), await believes()], [true, true])
  assert.deepEqual(fetched(), [`https://origin.example${WELL_KNOWN}`])
})

test('or where the settings say', async (context) => {
  const { believes, fetched } = verifying(context, { MIZAN_JWKS: 'https://keys.example/jwks.json' })

  assert.equal(await believes(), true)
  assert.deepEqual(fetched(), ['https://keys.example/jwks.json'])
})

test('a key that is not known is asked for at most every 30 seconds', async (context) => {
  const { believes, fetched, wait } = verifying(context)
  await believes()
  for (let turn = 0; turn < 5; turn++) assert.equal(await believes(unknown), false)
  assert.equal(fetched().length, 1)
  wait(31)
  for (let turn = 0; turn < 5; turn++) await believes(unknown)

  assert.equal(fetched().length, 2)
})

test('a new key is believed when it is published, and one that is gone no more', async (context) => {
  const { believes, publish, wait } = verifying(context)
  publish([])
  assert.equal(await believes(), false)
  publish([jwk])
  wait(31)
  assert.equal(await believes(), true)
})

test('keys are asked for anew every five minutes, and those known are honoured while nobody answers', async (context) => {
  const { believes, fetched, stand, wait, publish } = verifying(context)
  assert.equal(await believes(bearer()), true)
  stand(false)
  wait(301)
  assert.equal(await believes(bearer()), true)
  assert.equal(fetched().length, 2)
  stand(true)
  publish([])
  wait(31)
  assert.equal(await believes(bearer()), false)
})

test('a token is believed from when it is good until it has expired, though it was remembered', async (context) => {
  const { believes, wait } = verifying(context)
  const [early, token] = [bearer(60), bearer()]
  assert.deepEqual([await believes(early), await believes(token)], [false, true])
  wait(56)
  assert.deepEqual([await believes(early), await believes(token)], [true, true])
  wait(248)
  assert.deepEqual([await believes(early), await believes(token)], [true, true])
  wait(2)
  assert.deepEqual([await believes(early), await believes(token)], [true, false])
})

test('what is no Ed25519 key is passed over', async (context) => {
  const odd = [
    null,
    5,
    {},
    { ...jwk, kid: 5 },
    { ...jwk, x: 'AA' },
    { kty: 'RSA', kid: 'e1' },
    { ...jwk, crv: 'X25519' },
  ]
  const { believes } = verifying(context, { MIZAN_JWKS: JSON.stringify({ keys: [...odd, jwk] }) })

  assert.equal(await believes(), true)
})
