/** The races: twenty ways in which data on a page goes stale, torn or wrong, for every framework to run. */

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Scene, type Setting, sceneIn } from './scene.ts'
import { passed } from './scripted-server.ts'

/** What the server reads at some version. */
const read = (version: number | string) => ({ data: { user_profile: `name${version}`, posts: [`post${version}`] } })
const STALE = { result: null, invalidate: [{ context: 'user' }] }
const refreshed = (version: number | string) => ({
  result: null,
  invalidate: [],
  refreshed: [{ context: 'user', params: { user_id: 5 }, ...read(version) }],
})
const REFUSED = { error: { code: 'REFUSED', message: 'No.', details: null } }
const BROKEN = { error: { code: 'INTERNAL_ERROR', message: 'Oops.', details: null } }
const EVERYTHING = { result: null, invalidate: [{ all: true }] }

type Race = (start: (...parts: string[]) => Promise<Scene>) => Promise<void>

/** Show parts whose data of this version is there. */
async function loaded(start: Parameters<Race>[0], version: number, ...parts: string[]): Promise<Scene> {
  const on = await start(...parts)
  await on.answer('context/user', read(version))
  return on
}

const RACES: Record<string, Race> = {
  async 'what is made stale during its first load is not shown'(start) {
    const on = await start('profile@5')
    const first = on.take('context/user')
    const renamed = await on.rename()
    await on.answer('call/rename', STALE)
    await on.give(first, read(1))
    assert.equal(on.text(), 'profile@5 …')
    await on.answer('context/user', read(2))
    await renamed.done
    assert.equal(on.text(), 'profile@5 name2')
  },

  async 'what comes with a mutation is not overwritten by an older fetch'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.refetch('profile@5')
    const older = on.take('context/user')
    await on.rename()
    await on.answer('call/rename', refreshed(2))
    await on.give(older, read(1))
    assert.deepEqual([on.text(), on.seen('profile@5').at(-1)], ['profile@5 name2', 'name2'])
    on.asksNothing()
  },

  async 'a rollback takes away what its own mutation hoped for, and nothing else'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.rename({ optimistic: { user_profile: (name: string) => `${name}+a` } })
    await on.rename({ optimistic: { user_profile: (name: string) => `${name}+b` } })
    assert.equal(on.text(), 'profile@5 name1+a+b')
    await on.answer('call/rename', REFUSED, 422)
    assert.equal(on.text(), 'profile@5 name1+b')
    await on.answer('call/rename', refreshed(2))
    assert.equal(on.text(), 'profile@5 name2')
  },

  async 'what is prefetched and then made stale is not shown'(start) {
    const on = await start()
    await on.doing(() => void on.kernel.entry(on.profile, { user_id: 5 }).wait())
    const first = on.take('context/user')
    await on.rename()
    await on.answer('call/rename', STALE)
    await on.show(['profile@5'])
    await on.give(first, read(1))
    assert.equal(on.text(), 'profile@5 …')
    await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
    on.asksNothing()
  },

  async 'nobody sees two versions of one context'(start) {
    const on = await loaded(start, 1, 'pair@5')
    await on.rename()
    await on.answer('call/rename', refreshed(2))
    await on.rename()
    await on.answer('call/rename', STALE)
    await on.answer('context/user', read(3))
    assert.deepEqual(on.seen('pair@5'), ['… …', 'name1 post1', 'name2 post2', 'name3 post3'])
  },

  async 'answers on their way at a logout show nothing of who left'(start) {
    const on = await loaded(start, 1, 'profile@5', 'posts@5')
    await on.refetch('profile@5')
    const late = on.take('context/user')
    await on.rename()
    await on.logout()
    await on.answer('call/logout', EVERYTHING)
    assert.equal(on.text(), 'profile@5 … posts@5 …')
    await on.give(late, read('old'))
    await on.answer('call/rename', refreshed('old'))
    assert.equal(on.text(), 'profile@5 … posts@5 …')
    await on.give(on.last('context/user'), read('new'))
    assert.equal(on.text(), 'profile@5 namenew posts@5 postnew')
    assert.ok(!on.seen('profile@5').includes('nameold'))
  },

  async 'mounting twice, as StrictMode does, asks once'(start) {
    const on = await start()
    await on.show(['profile@5'], [], ['profile@5'])
    const request = on.take('context/user')
    on.asksNothing()
    assert.equal(request.signal.aborted, false)
    await on.give(request, read(1))
    assert.equal(on.text(), 'profile@5 name1')
  },

  async 'what is put aside asks for nothing, and is fresh when it comes back'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.park(true)
    await on.rename()
    await on.answer('call/rename', STALE)
    on.asksNothing()
    await on.park(false)
    assert.equal(on.text(), 'profile@5 name1*')
    await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
  },

  async 'what becomes stale during a transition is not what it ends with'(start) {
    const on = await loaded(start, 1, 'await profile@5')
    await on.transit(['await profile@6'])
    const first = on.take('context/user')
    await on.rename()
    await on.answer('call/rename', STALE)
    await on.give(first, read('6 old'))
    assert.ok(!on.text().includes('6 old'))
    await on.give(on.last('context/user'), read('6 new'))
    assert.equal(on.text(), 'profile@6 name6 new')
  },

  async 'what is left while it loads loads anew for who returns'(start) {
    const on = await start('profile@5')
    const first = on.take('context/user')
    await on.show([])
    await on.doing(() => passed())
    assert.equal(first.signal.aborted, true)
    await on.show(['profile@5'])
    await on.give(first, read(1))
    assert.equal(on.text(), 'profile@5 …')
    await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
  },

  async 'a late success of an older request does not hide a newer error'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.refetch('profile@5')
    const older = on.take('context/user')
    await on.refetch('profile@5')
    await on.answer('context/user', BROKEN, 500)
    await on.give(older, read(2))
    assert.equal(on.text(), 'profile@5 name1 !INTERNAL_ERROR')
  },

  async 'a fetch that saw what was before a mutation does not outlive it'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.rename()
    await on.refetch('profile@5')
    await on.answer('context/user', read(1))
    await on.answer('call/rename', refreshed(2))
    assert.notEqual(on.text(), 'profile@5 name1')
    await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
    on.asksNothing()
  },

  async 'of two mutations answered out of order, the older answer does not win'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.rename()
    await on.rename()
    const older = on.take('call/rename')
    await on.answer('call/rename', refreshed(3))
    assert.equal(on.text(), 'profile@5 name3')
    await on.give(older, refreshed(2))
    await on.answer('context/user', read(3))
    assert.equal(on.text(), 'profile@5 name3')
    assert.ok(!on.seen('profile@5').includes('name2'))
    on.asksNothing()
  },

  async 'who makes stale what he is told of is told once more, of what is fresh'(start) {
    const on = await start('profile@5')
    let told = 0
    on.kernel.entry(on.profile, { user_id: 5 }).subscribe(() => {
      if (++told === 1) on.kernel.invalidate([{ context: 'user' }])
    })
    await on.give(on.take('context/user'), read(1))
    await on.give(on.last('context/user'), read(2))
    assert.equal(on.text(), 'profile@5 name2')
    on.asksNothing()
    assert.ok(told < 6)
  },

  async 'the last to leave aborts nothing that another just came for'(start) {
    const on = await start('profile@5')
    await on.show(['posts@5'])
    await on.doing(() => passed())
    const request = on.take('context/user')
    assert.equal(request.signal.aborted, false)
    await on.give(request, read(1))
    assert.equal(on.text(), 'posts@5 post1')
    on.asksNothing()
  },

  async 'params that change there and back show what they are'(start) {
    const on = await start('profile@5')
    await on.show(['profile@6'], ['profile@5'])
    await on.doing(() => passed())
    for (const request of on.taken('context/user')) {
      await on.give(request, read(request.params['user_id'] as number))
    }
    assert.equal(on.text(), 'profile@5 name5')
    assert.ok(!on.seen('profile@5').includes('name6'))
  },

  async 'a page that comes back during a mutation ends with what that wrote'(start) {
    const on = await loaded(start, 1, 'profile@5')
    await on.refetch('profile@5')
    await on.fail('context/user')
    await on.rename()
    await on.doing(async () => {
      document.dispatchEvent(new window.Event('visibilitychange'))
      await passed()
    })
    const late = on.take('context/user')
    await on.answer('call/rename', refreshed(2))
    await on.give(late, read(1))
    assert.ok(!on.seen('profile@5').slice(2).includes('name1'))
    if (on.text() !== 'profile@5 name2') await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
    on.asksNothing()
  },

  async 'one query in two providers is asked for once, and stays when one goes'(start) {
    const on = await start('provided profile@5', 'provided profile@5')
    await on.answer('context/user', read(1))
    assert.equal(on.text(), 'profile@5 name1 profile@5 name1')
    await on.show(['provided profile@5'])
    await on.doing(() => passed())
    await on.rename()
    const { body } = on.take('call/rename')
    assert.deepEqual(body?.['mounted'], [{ context: 'user', params: { user_id: 5 } }])
    await on.give(on.taken('call/rename')[0]!, STALE)
    await on.answer('context/user', read(2))
    assert.equal(on.text(), 'profile@5 name2')
    on.asksNothing()
  },

  async 'siblings that wait share one request'(start) {
    const on = await start('await profile@5', 'await posts@5')
    const request = on.take('context/user')
    on.asksNothing()
    assert.equal(request.only, undefined)
    await on.give(request, read(1))
    assert.equal(on.text(), 'profile@5 name1 posts@5 post1')
    on.asksNothing()
  },

  async 'what is there already is shown at once'(start) {
    const on = await start()
    await on.doing(() => void on.kernel.entry(on.profile, { user_id: 5 }).wait())
    await on.answer('context/user', read(1))
    await on.show(['profile@5'])
    assert.deepEqual(on.seen('profile@5'), ['name1'])
    on.asksNothing()
  },
}

/** Run all races in a framework. */
export function raceIn(framework: string, set: (parts: string[]) => Promise<Setting>): void {
  describe(`races in ${framework}`, () => {
    for (const [name, race] of Object.entries(RACES)) {
      test(`race: ${name}`, () => race(async (...parts) => sceneIn(await set(parts))))
    }
  })
}
