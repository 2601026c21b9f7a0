/** The vectors of keys and tokens, on every runtime. */

import assert from 'node:assert/strict'
import { hkdfSync } from 'node:crypto'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PLACES, served } from './places.mjs'
import { inPython } from './python.mjs'
import { vectors } from './vectors.mjs'

const KEYS = vectors('cache-keys')
const TOKENS = vectors('tokens')

/** After-tokens that the server makes, and what it says of them. @type {{ key: string, tokens: string[], read: unknown[] }} */
const AFTER = inPython(fileURLToPath(new URL('after.py', import.meta.url)))

test('there are enough tokens to refuse', () => {
  assert.ok(TOKENS.refused.length >= 86)
})

for (const place of PLACES) {
  const serving = served(place, "export { default } from './vectors.inside.mjs'")
  after(() => serving.then(({ stop }) => stop()))

  /** @param {string} room @param {unknown} given @returns {Promise<any>} */
  const ask = async (room, given) => {
    const { url } = await serving
    return (await fetch(`${url}/${room}`, { method: 'POST', body: JSON.stringify(given) })).json()
  }

  /** @param {readonly string[]} tokens */
  const verified = (tokens) => {
    const { jwk, issuer, audience, now } = TOKENS
    return ask('tokens', {
      jwks: { keys: [{ ...jwk, alg: 'Ed25519', key_ops: ['verify'], use: 'sig' }] },
      issuer,
      audience,
      now,
      tokens,
    })
  }

  test(`${place}: entries have the names that the server gives them, also after a rotation`, async () => {
    const { kid, subkeys, entries, rotated } = KEYS
    const made = await ask('keys', { kid, key: subkeys['cache-key'], entries })
    const root = Buffer.from(rotated.root_hex, 'hex')
    const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(32), 'mizan/v1/cache-key', 32)).toString('hex')

    assert.deepEqual(
      made,
      entries.map((/** @type {any} */ { key }) => key),
    )
    assert.ok((await ask('keys', { kid: rotated.kid, key, entries })).includes(rotated.key))
  })

  test(`${place}: after-tokens say what the server says of them`, async () => {
    assert.deepEqual(await ask('after', { kid: 'k1', key: AFTER.key, tokens: AFTER.tokens }), AFTER.read)
  })

  test(`${place}: good tokens of the public key say what they say`, async () => {
    const good = TOKENS.accepted.filter((/** @type {any} */ { label }) => label !== 'HS256')
    const read = await verified(good.map((/** @type {any} */ { token }) => token))

    assert.equal(read.length, 2)
    for (const claims of read) assert.deepEqual(claims, TOKENS.claims)
  })

  test(`${place}: hostile tokens are refused, and so is one of a shared secret`, async () => {
    const shared = TOKENS.accepted.find((/** @type {any} */ { label }) => label === 'HS256')
    const hostile = Object.fromEntries([...TOKENS.refused, shared].map(({ label, token }) => [label, token]))
    const said = await verified(Object.values(hostile))
    const read = Object.fromEntries(Object.keys(hostile).map((label, at) => [label, said[at]]))

    assert.deepEqual(
      Object.entries(read).filter(([, each]) => each !== 'refused'),
      [],
    )
  })
}
