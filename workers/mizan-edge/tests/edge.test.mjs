/** The worker before a real server, on every runtime: whom it shows what, and what the server hears of it. */

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { generate } from './origin.mjs'
import { PLACES } from './places.mjs'
import { Scene } from './scene.mjs'

const { manifest, remove } = generate()
after(remove)

const HIT = /^mizan-edge; hit; ttl=\d+$/
const MISS = 'mizan-edge; fwd=uri-miss; fwd-status=200; stored'
/** Texts that one spelling could confuse with another. */
const TEXTS = [
  '',
  ' ',
  'a b',
  'a+b',
  'a%20b',
  'é',
  'e\u0301',
  '😀',
  '%',
  '&only=x',
  '=',
  '"',
  '\\',
  '\u2028',
  '\0',
  '__proto__',
]

for (const place of PLACES) {
  describe(place, () => {
    const scene = new Scene(place, manifest)
    before(() => scene.start())
    after(() => scene.end())

    test('what was kept is shown to others, and the server does not hear of it', async () => {
      const board = scene.newBoard()
      const first = await scene.stranger().read('board', board)
      const second = await scene.kept('board', board)
      const seen = await scene.asked(async () => {
        const { how, text } = await scene.stranger().read('board', board)
        assert.match(how, HIT)
        assert.equal(text, first.text)
      })

      assert.equal(first.how, MISS)
      assert.equal(second.text, first.text)
      assert.deepEqual(seen, [])
    })

    test('other params are another entry, however odd they are', async () => {
      const board = scene.newBoard()
      const read = async () => {
        const said = []
        for (const text of TEXTS) said.push(await scene.stranger().read('board', { ...board, text }))
        return said
      }
      const [first, second] = [await read(), await read()]

      for (const [at, text] of TEXTS.entries()) {
        assert.deepEqual([first[at]?.data.board_text, second[at]?.data.board_text], [text, text])
        assert.equal(first[at]?.how, MISS, JSON.stringify(text))
      }
    })

    test('no params and empty ones are one entry, and so is every spelling of an address', async () => {
      const stranger = scene.stranger()
      await stranger.read('fragile')
      await scene.kept('fragile')
      assert.match((await stranger.read('fragile', {})).how, HIT)

      const board = scene.newBoard()
      const { url } = await scene.kept('board', board)
      for (const spelt of [url.toLowerCase(), decodeURIComponent(url), url.replaceAll('board_id', '%62oard_id')])
        assert.match((await stranger.send(spelt)).how, HIT, spelt)
    })

    test('a part of a context is an entry of its own, in whatever order and however often it is named', async () => {
      const { board_id } = scene.newBoard()
      const stranger = scene.stranger()
      const part = (/** @type {string} */ only) =>
        stranger.send(`context/board?params=${encodeURIComponent(`{"board_id":${board_id}}`)}&only=${only}`)
      assert.equal((await part('board_tasks')).how, MISS)
      assert.equal((await part('board_text,board_tasks')).how, MISS)
      await scene.settled()

      assert.deepEqual(Object.keys((await part('board_tasks')).data), ['board_tasks'])
      for (const only of ['board_tasks', 'board_tasks,board_tasks', 'board_tasks,board_text', 'board_text,board_tasks'])
        assert.match((await part(only)).how, HIT, only)
    })

    for (const [what, path] of [
      ['params that are not canonical', 'context/board?params={"board_id":%201}'],
      ['params in another order', 'context/board?params={"text":"","board_id":1}'],
      ['a number of another spelling', 'context/board?params={"board_id":1.0}'],
      ['params that are no object', 'context/board?params=[]'],
      ['a lone surrogate', 'context/board?params={"board_id":1,"text":"\\ud800"}'],
      ['bytes that are no text', 'context/board?params=%FF'],
      ['a whole number beyond 2^53', 'context/board?params={"board_id":9007199254740993}'],
      ['params twice', 'context/board?params={"board_id":1}&params={"board_id":2}'],
      ['a further key', 'context/board?params={"board_id":1}&x=1'],
      ['a key without a value', 'context/fragile?onlyfragile_other'],
      ['a query of another context', 'context/board?params={"board_id":1}&only=me_profile'],
      ['no name of a query', 'context/fragile?only='],
      ['an unknown context', 'context/nothing'],
      ['a name that objects have', 'context/constructor'],
      ['a slash at the end', 'context/fragile/'],
    ])
      test(`${what}: the server answers as it would without a worker`, async () => {
        const there = await scene.stranger().send(path ?? '')
        const here = await scene.direct().send(path ?? '')

        assert.doesNotMatch(there.how, /mizan-edge/)
        assert.deepEqual([there.status, there.text], [here.status, here.text])
      })

    test('a context with a query that is not kept is passed through, and a part without it is kept', async () => {
      const stranger = scene.stranger()
      const [first, second] = [await stranger.read('mixed'), await stranger.read('mixed')]
      assert.notDeepEqual(first.data.mixed_free, second.data.mixed_free)
      assert.doesNotMatch(second.how, /mizan-edge/)

      assert.equal((await stranger.send('context/mixed?only=mixed_kept')).how, MISS)
    })

    test('HEAD and POST are passed through', async () => {
      const stranger = scene.stranger()
      const head = await stranger.send('context/fragile', { method: 'HEAD' })
      const posted = await stranger.send('context/fragile', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })

      assert.deepEqual([head.status, posted.status, posted.data.fragile_other], [200, 200, 0])
      assert.doesNotMatch(head.how + posted.how, /mizan-edge/)
    })

    test('a header that a query depends on parts entries, and only such headers are sent on', async () => {
      const read = async (/** @type {Record<string, string>} */ headers) =>
        scene.stranger().read('greeting', undefined, headers)
      const seen = await scene.asked(async () => {
        assert.equal((await read({ 'accept-language': 'de' })).data.greeting_text, 'de')
        assert.equal((await read({ 'accept-language': 'fr', 'x-app': 'shop' })).data.greeting_text, 'fr')
        assert.match((await read({ 'accept-language': 'de' })).how, HIT)
        await scene.stranger().read('board', scene.newBoard(), { 'accept-language': 'de', 'x-app': 'shop' })
      })

      assert.deepEqual(
        seen.map(({ headers }) => headers['accept-language']?.replace('*', '')),
        ['de', 'fr', seen[2]?.headers['accept-language']?.replace('*', '')],
      )
      for (const { headers } of seen) assert.equal(headers['x-app'], undefined)
      assert.notEqual(seen[2]?.headers['accept-language'], 'de')
    })

    test('what is for everybody is asked for as nobody', async () => {
      const user = await scene.newUser()
      const [seen] = await scene.asked(() => user.read('board', scene.newBoard()))

      assert.equal(seen?.headers.cookie, undefined)
      assert.equal(seen?.headers.authorization, undefined)
    })

    test("what is a user's own is kept for him alone, and asked for with his token alone", async () => {
      const [one, other] = [await scene.newUser(), await scene.newUser()]
      const [seen] = await scene.asked(() => one.read('me'))
      await scene.settled()

      assert.match((await one.read('me')).how, HIT)
      assert.equal((await one.read('me')).data.me_profile.canary, one.canary)
      assert.equal((await other.read('me')).data.me_profile.canary, other.canary)
      assert.deepEqual([seen?.headers.authorization, seen?.headers.cookie], [`Bearer ${one.token}`, undefined])
    })

    test("of many users who read at once, nobody sees another's", async () => {
      const users = await Promise.all(Array.from({ length: 12 }, () => scene.newUser()))
      const reads = users.flatMap((user) =>
        Array.from({ length: 12 }, async (_, turn) => {
          await new Promise((resolve) => setTimeout(resolve, (turn * 37) % 50))
          const { data, text } = await user.read('me', turn % 3 ? undefined : { limit: turn })
          assert.equal(data.me_profile.canary, user.canary)
          for (const [canary] of text.matchAll(/canary-\w+/g)) assert.equal(canary, user.canary)
        }),
      )

      await Promise.all(reads)
    })

    test('who has a session and no token is answered by the server', async () => {
      const user = await scene.newUser()
      await user.read('me')
      user.token = undefined
      const [first, second] = [await user.read('me'), await user.read('me')]

      assert.equal(second.data.me_profile.canary, user.canary)
      assert.doesNotMatch(first.how + second.how, /mizan-edge/)
    })

    test('a stranger gets nothing of what is kept for users', async () => {
      const user = await scene.newUser()
      await user.read('me')
      const { text, how } = await scene.stranger().read('me')

      assert.match(text, /UNAUTHENTICATED/)
      assert.doesNotMatch(text + how, /canary|mizan-edge/)
    })

    test('a token in the cookie counts beside its own session, and without one', async () => {
      const user = await scene.newUser()
      const cookie = `theme=dark; session=${user.session}; __Host-mizan=${user.token}`
      const [seen] = await scene.asked(() => user.as({ cookie }).read('me'))
      await scene.settled()

      assert.deepEqual([seen?.headers.cookie, seen?.headers.authorization], [`__Host-mizan=${user.token}`, undefined])
      assert.match((await user.as({ cookie }).read('me')).how, HIT)
      assert.match((await user.as({ cookie: `__Host-mizan=${user.token}` }).read('me')).how, HIT)
    })

    test("a token in the cookie beside another's session is not believed: the session counts", async () => {
      const [one, other] = [await scene.newUser(), await scene.newUser()]
      await one.read('me')
      for (const session of [other.session, `${one.session}.two`]) {
        const mixed = one.as({ cookie: `session=${session}; __Host-mizan=${one.token}` })
        const { data, how } = await mixed.read('me')
        assert.equal(data.me_profile.canary, `canary-${session?.split('.')[0]}`)
        assert.doesNotMatch(how, /mizan-edge/)
      }
    })

    test('two tokens in cookies are none', async () => {
      const [one, other] = [await scene.newUser(), await scene.newUser()]
      const { status, how } = await one
        .as({ cookie: `__Host-mizan=${one.token}; __Host-mizan=${other.token}` })
        .read('me')

      assert.deepEqual([status, how], [401, ''])
    })

    test('a bearer goes before a session, as at the server', async () => {
      const [one, other] = [await scene.newUser(), await scene.newUser()]
      const mixed = { authorization: `Bearer ${one.token}`, cookie: `session=${other.session}` }
      const there = await one.as(mixed).read('me')
      const here = await scene.direct().as(mixed).read('me')

      assert.deepEqual([there.data.me_profile.canary, here.data.me_profile.canary], [one.canary, one.canary])
    })

    test('a token that is not to be believed is refused by the server, and gets nothing of what is kept', async () => {
      const user = await scene.newUser()
      await user.read('me')
      const [header, payload, signature = ''] = user.token?.split('.') ?? []
      for (const token of [
        `${header}.${payload}.${'A'.repeat(86)}`,
        `${header}.${payload}.${signature}A`,
        'x',
        'a.b.c',
      ]) {
        const { status, text } = await user.as({ authorization: `Bearer ${token}` }).read('me')
        assert.equal(status, 401)
        assert.match(text, /TOKEN_INVALID/)
      }
      assert.equal((await user.as({ authorization: `Basic ${user.token}` }).read('me')).status, 200)
    })

    test('a token that has expired here is the server’s to refuse', async (context) => {
      const user = await scene.newUser()
      await user.read('me')
      await scene.ahead(context, 400)
      assert.doesNotMatch((await user.read('me')).how, /mizan-edge/)
    })

    for (const [scope, name, one, other] of /** @type {[string, string, string[], string[]][]} */ ([
      ['tenant', 'team', ['a', 'a'], ['b', 'b']],
      ['permissions', 'rights', ['r0', 's0'], ['r1', 's1']],
    ]))
      test(`what is kept for a ${scope} is shown to all of it and to nobody else`, async () => {
        const read = async (/** @type {string} */ user) =>
          (await scene.user(`${user}x${one.includes(user) ? 0 : 1}`)).read(name)
        const said = []
        for (const user of [...one, ...other]) said.push(await read(user))

        assert.equal(said[0]?.text, said[1]?.text)
        assert.equal(said[2]?.text, said[3]?.text)
        assert.notEqual(said[0]?.text, said[2]?.text)
        assert.match(said[1]?.how ?? '', HIT)
        assert.match(said[3]?.how ?? '', HIT)
      })

    test('a bundle of several scopes is shown to those who share all of them', async () => {
      const read = async (/** @type {string} */ user) => (await scene.user(user)).read('desk')
      const first = await read('m10')
      await scene.settled()

      assert.equal((await read('m20')).text, first.text)
      assert.match((await read('m20')).how, HIT)
      const [otherRights, otherTeam] = [await read('m11'), await read('n10')]
      assert.equal(otherRights.data.desk_team, first.data.desk_team)
      assert.notEqual(otherRights.data.desk_rights, first.data.desk_rights)
      assert.equal(otherTeam.data.desk_rights, first.data.desk_rights)
      assert.notEqual(otherTeam.data.desk_team, first.data.desk_team)
      assert.equal((await scene.stranger().send('context/desk?only=desk_news')).how, MISS)
    })

    test('what is kept for a session is not shown in another one of the same user', async () => {
      const [one, other] = [await scene.user('d1.one'), await scene.user('d1.two')]
      const first = await one.read('device')
      await scene.settled()

      assert.match((await one.read('device')).how, HIT)
      assert.notEqual((await other.read('device')).text, first.text)
    })

    test('pages of another version are answered by the server, those of this one from what is kept', async () => {
      const { signature } = (await import(manifest)).manifest
      const board = scene.newBoard()
      await scene.kept('board', board)
      const read = async (/** @type {string} */ sig) => scene.stranger().read('board', board, { 'mizan-sig': sig })

      assert.match((await read(signature)).how, HIT)
      assert.doesNotMatch((await read('AAAAAAAAAAA')).how, /mizan-edge/)
    })

    test('pages of other sites, and those that watch what others write, are answered by the server', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      for (const headers of [{ origin: 'https://other.example' }, { 'mizan-origin': '123456' }])
        assert.doesNotMatch((await scene.stranger().read('board', board, headers)).how, /mizan-edge/)
    })

    test('what the server says to workers alone is said to nobody else', async () => {
      const board = scene.newBoard()
      const direct = await scene.direct().read('board', scene.newBoard(), { 'mizan-edge': 'k1' })
      assert.ok(direct.headers.has('mizan-key') && direct.headers.has('mizan-gens'))
      const answers = [
        await scene.stranger().read('board', board, { 'mizan-edge': 'k1' }),
        await scene.kept('board', board),
        await scene.stranger().read('mixed', undefined, { 'mizan-edge': 'k1' }),
        await scene.stranger().read('board', board, { 'mizan-edge': 'k1', origin: 'https://other.example' }),
      ]

      for (const { headers } of answers) {
        for (const name of ['mizan-key', 'mizan-gens', 'mizan-edge-control']) assert.equal(headers.get(name), null)
        assert.equal(headers.get('cache-control'), 'private, no-store')
        assert.equal(headers.get('mizan-protocol'), '1')
        assert.equal(headers.get('vary'), 'Cookie, Authorization')
        assert.equal(headers.get('x-content-type-options'), 'nosniff')
      }
    })

    test('who has an answer already is told so, by the server’s own tag, whether it was kept or not', async () => {
      const board = scene.newBoard()
      const stranger = scene.stranger()
      const first = await stranger.read('board', board)
      const etag = first.headers.get('etag') ?? ''
      await scene.settled()
      assert.match(etag, /^"[\w-]+"$/)

      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const { status, text, headers } = await stranger.read('board', board, { 'if-none-match': known })
        assert.deepEqual([status, text, headers.get('etag')], [304, '', etag], known)
      }
      assert.equal((await stranger.read('board', board, { 'if-none-match': '"other"' })).status, 200)
      const [, other] = [scene.newBoard(), scene.newBoard()] // boards without tasks look alike
      assert.equal((await stranger.read('board', other, { 'if-none-match': etag })).status, 304)
    })

    test('a bundle in which a query failed is nobody else’s', async (context) => {
      const { fail } = scene.origin
      context.after(() => fail('fragile', false))
      await fail('fragile', true)
      const first = await scene.stranger().read('fragile', { number: 7 })
      await fail('fragile', false)
      const second = await scene.stranger().read('fragile', { number: 7 })

      assert.match(first.text, /"errors":/)
      assert.match(first.how, /detail=no-key$/)
      assert.match(second.how, /stored$/)
    })
  })
}
