/** What a worker is told by its environment, and what it says of mistakes there. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edge, SettingsError } from '../src/index.mjs'
import { settings } from './origin.mjs'
import { scripted } from './scripted.mjs'
import { vectors } from './vectors.mjs'

const GOOD = settings('https://origin.example')

/** @type {[string, Record<string, unknown>, RegExp][]} */
const MISTAKES = [
  ['no origin', { MIZAN_ORIGIN: '' }, /^MIZAN_ORIGIN must say where the server is, as in https:\/\/origin\.example\.$/],
  [
    'an origin without a scheme',
    { MIZAN_ORIGIN: 'origin.example' },
    /^MIZAN_ORIGIN is origin\.example: write a scheme/,
  ],
  ['an origin with a path', { MIZAN_ORIGIN: 'https://origin.example/api' }, /write a scheme and a host/],
  ['an origin of another scheme', { MIZAN_ORIGIN: 'ftp://origin.example' }, /write a scheme and a host/],
  ['an origin with a password', { MIZAN_ORIGIN: 'https://a:b@origin.example' }, /write a scheme and a host/],
  ['a mount that is no path', { MIZAN_MOUNT: 'api' }, /^MIZAN_MOUNT is api: write a path without a slash at its end/],
  ['a mount with a slash at its end', { MIZAN_MOUNT: '/api/' }, /as in \/api\/mizan/],
  ['a key without an id', { MIZAN_EDGE_KEYS: 'AAAA' }, /^MIZAN_EDGE_KEYS holds id:cache-key:after/],
  ['a key that is too short', { MIZAN_EDGE_KEYS: `k1:AAAA:${'A'.repeat(43)}` }, /32 bytes in base64url/],
  ['a root instead of keys', { MIZAN_EDGE_KEYS: `k1:${'A'.repeat(43)}` }, /id:cache-key:after/],
  [
    'a key in another spelling',
    { MIZAN_EDGE_KEYS: `k1:${'A'.repeat(43)}:${'A'.repeat(42)}B` },
    /32 bytes in base64url/,
  ],
  ['an issuer without an audience', { MIZAN_AUDIENCE: '' }, /^MIZAN_ISSUER and MIZAN_AUDIENCE belong together/],
  [
    'a JWKS that is no address',
    { MIZAN_JWKS: 'keys.json' },
    /^MIZAN_JWKS must be a JWKS with an Ed25519 key, or the address/,
  ],
  ['a JWKS that is no JSON', { MIZAN_JWKS: '{"keys"' }, /^MIZAN_JWKS must be a JWKS/],
  ['a JWKS without a key', { MIZAN_JWKS: '{"keys":[]}' }, /^MIZAN_JWKS must be a JWKS/],
  ['something that is no text', { MIZAN_MOUNT: {} }, /^MIZAN_MOUNT must be a text\.$/],
]

for (const [what, wrong, message] of MISTAKES) {
  test(`${what} is refused with a sentence`, async () => {
    const worker = edge({ signature: '', contexts: {} })
    const asked = worker.fetch(new Request('https://app.example/'), { ...GOOD, ...wrong })
    await assert.rejects(asked, (error) => error instanceof SettingsError && message.test(error.message))
  })
}

test('the environment of the process counts where the platform hands none over', async (context) => {
  const before = { ...process.env }
  context.after(() => Object.assign(process, { env: before }))
  const { asked } = scripted(context)
  const worker = edge({ signature: '', contexts: {} })
  Object.assign(process.env, { ...GOOD, MIZAN_ORIGIN: 'https://other.example:8443' })
  for (const env of [undefined, { remoteAddr: {} }]) await worker.fetch(new Request('https://app.example/x?y'), env)

  assert.deepEqual(
    asked.map(({ url }) => url),
    ['https://other.example:8443/x?y', 'https://other.example:8443/x?y'],
  )
})

test('the server is sent what the name says, and what is the same for everybody', async (context) => {
  const { asked, ask } = scripted(context)
  await ask('context/greeting', {
    headers: { 'accept-language': 'de', 'x-app': 'shop', cookie: 'a=1', 'mizan-sig': 'AAAAAAAAAAA' },
  })
  await ask('context/greeting')

  const same = { accept: 'application/json', 'accept-encoding': 'identity', 'mizan-edge': 'k1', 'mizan-protocol': '1' }
  assert.deepEqual(
    asked.map(({ headers }) => Object.fromEntries(headers)),
    [
      { ...same, 'accept-language': 'de', 'mizan-sig': 'AAAAAAAAAAA' },
      { ...same, 'accept-language': '' },
    ],
  )
})

test('where the server is mounted elsewhere, that is what is kept', async (context) => {
  const { asked, ask } = scripted(context, { env: { MIZAN_MOUNT: '/shop/mizan' } })
  await ask('context/news')
  await ask('../../shop/mizan/context/news')

  assert.deepEqual(
    asked.map(({ headers }) => headers.has('mizan-edge')),
    [false, true],
  )
})

test('without tokens, what is for everybody is kept, and nothing else', async (context) => {
  const { asked, ask } = scripted(context, { env: { MIZAN_ISSUER: '', MIZAN_AUDIENCE: '' } })
  const authorization = `Bearer ${vectors('tokens').accepted[0].token}`
  await ask('context/news', { headers: { authorization } })
  await ask('context/me', { headers: { authorization } })

  assert.deepEqual(
    asked.map(({ headers }) => headers.has('mizan-edge')),
    [true, false],
  )
})

test('while a root is changed, the first one names entries, and tokens of all are read', async (context) => {
  const [, mine] = /^k1:(.*)$/.exec(GOOD.MIZAN_EDGE_KEYS ?? '') ?? []
  const { asked, ask } = scripted(context, {
    env: { MIZAN_EDGE_KEYS: `k2:${'A'.repeat(43)}:${'A'.repeat(43)}, k1:${mine}` },
  })
  await ask('context/news', { headers: { 'mizan-after': 'mza1.k1.eyJ0Ijp7fX0.AAAAAAAAAAAAAAAAAAAAAA' } })
  const third = await ask('context/news', { headers: { 'mizan-after': 'mza1.k3.eyJ0Ijp7fX0.AAAAAAAAAAAAAAAAAAAAAA' } })

  assert.equal(asked[0]?.headers.get('mizan-edge'), 'k2')
  assert.match(third.headers.get('cache-status') ?? '', /bypass/)
})
