/** Nobody reads older than his own write, however long others are shown what was kept: on every runtime. */

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { afterToken, generate } from './origin.mjs'
import { PLACES } from './places.mjs'
import { Scene } from './scene.mjs'

const { manifest, remove } = generate()
after(remove)

const HIT = /^mizan-edge; hit; ttl=\d+$/
const STALE = /^mizan-edge; hit; ttl=-\d+$/

for (const place of PLACES) {
  describe(place, () => {
    const scene = new Scene(place, manifest)
    before(() => scene.start())
    after(() => scene.end())

    test('who has written reads what he wrote, and others what was kept', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const [writer, other] = [await scene.newUser(), scene.stranger()]
      await writer.call('add_task', { ...board, title: 'new' })
      const [seen, ...more] = await scene.asked(async () => {
        const read = await writer.read('board', board)
        assert.deepEqual(read.data.board_tasks, ['new'])
        assert.equal(read.how, 'mizan-edge; fwd=request; fwd-status=200; stored')
      })
      await scene.settled()

      assert.equal(writer.after.length, 1)
      assert.ok(seen?.headers['mizan-after'])
      assert.deepEqual(more, [])
      assert.match((await writer.read('board', board)).how, HIT)
      assert.deepEqual((await other.read('board', board)).data.board_tasks, ['new'])
    })

    test('without his token he would read what was kept: that alone makes the difference', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const writer = scene.stranger()
      await writer.call('add_task', { ...board, title: 'new' })
      const tokens = writer.after.splice(0)
      assert.deepEqual((await writer.read('board', board)).data.board_tasks, [])

      writer.after = tokens
      assert.deepEqual((await writer.read('board', board)).data.board_tasks, ['new'])
    })

    test('every write is read at once, again and again', async () => {
      const board = scene.newBoard()
      const writer = scene.stranger()
      const written = []
      for (let turn = 0; turn < 15; turn++) {
        await writer.call('add_task', { ...board, title: `${turn}` })
        written.push(`${turn}`)
        assert.deepEqual((await writer.read('board', board)).data.board_tasks, written)
        assert.deepEqual((await writer.read('board', board)).data.board_tasks, written)
      }
    })

    test('writers and readers at once: nobody misses a write of his own', async () => {
      const board = scene.newBoard()
      const readers = Array.from({ length: 4 }, async () => {
        const reader = scene.stranger()
        for (let turn = 0; turn < 20; turn++) await reader.read('board', board)
      })
      const writers = ['a', 'b', 'c', 'd'].map(async (name) => {
        const writer = scene.stranger()
        for (let turn = 0; turn < 6; turn++) {
          await writer.call('add_task', { ...board, title: `${name}${turn}` })
          const { data } = await writer.read('board', board)
          for (let own = 0; own <= turn; own++) assert.ok(data.board_tasks.includes(`${name}${own}`))
        }
      })

      await Promise.all([...readers, ...writers])
    })

    test('what another tab wrote is read too, since tabs share tokens', async () => {
      const user = await scene.newUser()
      await user.read('me')
      const tab = user.as(user.credentials())
      await tab.call('rename', { name: 'Grace' })
      user.after = [...user.after, ...tab.after]

      assert.equal((await user.read('me')).data.me_profile.name, 'Grace')
    })

    test('a call that is sent again says of its write, and nothing that was written meanwhile is forgotten', async () => {
      const [board, other] = [scene.newBoard(), scene.newBoard()]
      for (const each of [board, other]) await scene.kept('board', each)
      const writer = scene.stranger()
      const add = () =>
        writer.call('add_task', { ...board, title: 'once' }, { 'idempotency-key': `key-${board.board_id}` })
      await add()
      writer.after = [] // as if the answer had been lost
      await writer.call('add_task', { ...other, title: 'meanwhile' })
      await add()

      assert.deepEqual((await writer.read('board', board)).data.board_tasks, ['once'])
      assert.deepEqual((await writer.read('board', other)).data.board_tasks, ['meanwhile'])
    })

    test('a write elsewhere leaves what is kept', async () => {
      const [board, other] = [scene.newBoard(), scene.newBoard()]
      await scene.kept('board', other)
      const writer = scene.stranger()
      await writer.call('add_task', { ...board, title: 'new' })
      assert.equal(writer.after.length, 1)

      assert.match((await writer.read('board', other)).how, HIT)
    })

    test('a token whose root is not known here, or of another form, asks the server', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const reader = scene.stranger()
      for (const token of ['mza1.k9.e30.AAAAAAAAAAAAAAAAAAAAAA', 'mza2.k1.e30.AAAAAAAAAAAAAAAAAAAAAA', 'x', ',']) {
        const { how } = await reader.read('board', board, { 'mizan-after': token })
        assert.match(how, /^mizan-edge; fwd=bypass; fwd-status=200/, token)
      }
    })

    test('a token that another server made says nothing', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const forged = 'mza1.k1.eyJ0Ijp7fX0.AAAAAAAAAAAAAAAAAAAAAA'

      assert.match((await scene.stranger().read('board', board, { 'mizan-after': forged })).how, HIT)
    })

    test('up to eight tokens are read, and of more it is not known what they say', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const writer = scene.stranger()
      const tokens = []
      for (let turn = 0; turn < 9; turn++) {
        await writer.call('add_task', { ...scene.newBoard(), title: 'new' })
        tokens.push(...writer.after.splice(0))
      }
      const reader = scene.stranger()
      assert.match((await reader.read('board', board, { 'mizan-after': tokens.slice(0, 8).join(', ') })).how, HIT)
      assert.match((await reader.read('board', board, { 'mizan-after': tokens.join(', ') })).how, /fwd=bypass/)
    })

    test('a token of so many writes that they are not named asks the server', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const read = async (/** @type {string} */ token) =>
        (await scene.stranger().read('board', board, { 'mizan-after': token })).how

      assert.match(await read(afterToken({ 'mzt1.k1.other': 1 })), HIT)
      assert.match(await read(afterToken({ '*': 1 })), /fwd=bypass/)
    })

    test('the newest of several tokens counts, wherever it stands', async () => {
      const board = scene.newBoard()
      const writer = scene.stranger()
      await writer.call('add_task', { ...board, title: 'one' })
      const [first] = writer.after.splice(0)
      await scene.kept('board', board)
      await writer.call('add_task', { ...board, title: 'two' })
      const [second] = writer.after.splice(0)

      for (const tokens of [`${second}, ${first}`, `${first},${second}`]) {
        const { data } = await scene.stranger().read('board', board, { 'mizan-after': tokens })
        assert.deepEqual(data.board_tasks, ['one', 'two'])
      }
    })

    test('a call that failed leaves what is kept to be shown, or not: but nothing wrong', async () => {
      const board = scene.newBoard()
      await scene.kept('board', board)
      const writer = scene.stranger()
      assert.equal((await writer.call('add_task', { ...board, title: 'refused' })).status, 404)

      assert.deepEqual((await writer.read('board', board)).data.board_tasks, [])
    })

    test('what is kept is shown for the shortest time of its queries, and then asked for', async (context) => {
      const board = scene.newBoard()
      const { headers } = await scene.kept('board', board)
      assert.match(headers.get('cache-status') ?? '', /ttl=(19|20)$/)
      await scene.ahead(context, 21)

      const { how } = await scene.stranger().read('board', board)
      assert.equal(how, 'mizan-edge; fwd=stale; fwd-status=200; stored')
    })

    test('what is stale is shown once more to others, while it is asked for', async (context) => {
      const { board_id } = scene.newBoard()
      const path = `context/board?params=${encodeURIComponent(`{"board_id":${board_id}}`)}&only=board_tasks`
      const [writer, reader] = [scene.stranger(), scene.stranger()]
      await reader.send(path)
      await scene.settled()
      await writer.call('add_task', { board_id, title: 'new' })
      await scene.ahead(context, 70)
      const seen = await scene.asked(async () => {
        const shown = await reader.send(path)
        assert.match(shown.how, STALE)
        assert.deepEqual(shown.data.board_tasks, [])
        await scene.settled()
        const { how, data } = await reader.send(path)
        assert.match(how, HIT)
        assert.deepEqual(data.board_tasks, ['new'])
      })

      assert.equal(seen.length, 1)
    })

    test('what is stale is never shown to who has written it', async (context) => {
      const user = await scene.newUser()
      await user.call('rename', { name: 'Ada' })
      await user.send('context/me?only=me_profile')
      await scene.settled()
      assert.match((await user.send('context/me?only=me_profile')).how, HIT)
      await scene.ahead(context, 70)

      assert.match((await user.send('context/me?only=me_profile')).how, /fwd=stale/)
    })

    test('what is too old is shown to nobody', async (context) => {
      const { board_id } = scene.newBoard()
      const path = `context/board?params=${encodeURIComponent(`{"board_id":${board_id}}`)}&only=board_tasks`
      await scene.stranger().send(path)
      await scene.settled()
      await scene.ahead(context, 121)

      assert.match((await scene.stranger().send(path)).how, /fwd=stale/)
    })

    test('while the server is down, others are shown what is stale, and who has written is told', async (context) => {
      const { board_id } = scene.newBoard()
      const path = `context/board?params=${encodeURIComponent(`{"board_id":${board_id}}`)}&only=board_tasks`
      const [writer, reader] = [scene.stranger(), scene.stranger()]
      await reader.send(path)
      await scene.settled()
      await writer.call('add_task', { board_id, title: 'new' })
      await scene.origin.stop()

      assert.match((await reader.send(path)).how, HIT)
      const refused = await writer.send(path)
      assert.equal(refused.status, 502)
      assert.equal(JSON.parse(refused.text).error.code, 'ORIGIN_UNREACHABLE')
      await scene.ahead(context, 70)
      for (let turn = 0; turn < 3; turn++) {
        assert.match((await reader.send(path)).how, STALE)
        await scene.settled()
      }
      assert.equal((await reader.call('echo', { text: 'hi' })).status, 502)
      await scene.ahead(context, 121)
      assert.equal((await reader.send(path)).status, 502)
    })
  })
}
