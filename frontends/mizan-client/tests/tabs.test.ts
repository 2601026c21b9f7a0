import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tabs } from '../src/tabs.ts'
import { stage } from './live-stage.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, login, motd, posts, profile, REFUSAL, rename } from './subjects.ts'

const FIVE = { user_id: 5 }
const SIX = { user_id: 6 }
const named = (params: object) => ({ context: 'user', params })

/** Two tabs, each with the profiles of the users 5 and 6, that hear each other and no server. */
async function pair(...given: Parameters<typeof stage>) {
  const all = stage(...given)
  const open = (name: string) => {
    const tab = all.tab(name, {}, false)
    const stop = tab.run(() => tabs(tab.kernel))
    const entries = [FIVE, SIX].map((params) => tab.kernel.entry(profile, params))
    for (const entry of entries) tab.run(() => entry.subscribe(() => {}))
    return { ...tab, stop, entries }
  }
  const [a, b] = [open('a'), open('b')]
  await all.pass(10)
  all.take()
  const answer = (body: object, status = 200) => {
    all.server.answer = ({ path }) => (path.startsWith('call/') ? { status, body } : undefined)
  }
  return { ...all, a, b, answer }
}

test('rule 10: what one tab wrote is asked for again in the others, and nothing else', async (context) => {
  const { a, b, answer, pass, take, server } = await pair(context)
  server.position = 2
  answer({ result: null, invalidate: [named(FIVE)] })
  await a.kernel.call(rename, {})
  await pass(0)
  assert.deepEqual(take().sort(), [
    'a GET context/user?params={"user_id":5} profile',
    'a POST call/rename',
    'b GET context/user?params={"user_id":5} profile',
  ])
  assert.deepEqual(
    b.entries.map((entry) => entry.get().data),
    [2, 1],
  )
})

test('rule 10: so is what came fresh to the tab that wrote', async (context) => {
  const { a, b, answer, pass, take } = await pair(context)
  b.run(() => b.kernel.entry(posts, FIVE).subscribe(() => {}))
  await pass(10)
  take()
  answer({ result: null, invalidate: [], refreshed: [{ ...named(FIVE), data: { profile: 7 } }] })
  await a.kernel.call(rename, {})
  await pass(0)
  assert.deepEqual(take(), ['a POST call/rename', 'b GET context/user?params={"user_id":5} profile'])
})

test('rule 10: so is what a mutation may have changed of which nobody knows how it ended', async (context) => {
  const { a, answer, pass, take } = await pair(context)
  answer({ error: BREAKDOWN }, 500)
  await assert.rejects(a.kernel.call(rename, {}))
  await pass(0)
  assert.equal(take().filter((each) => each.startsWith('b')).length, 2)
  await assert.rejects(a.kernel.call(login, {}))
  await pass(0)
  assert.equal(take().filter((each) => each.startsWith('b')).length, 2)
})

test('a call that was refused, or makes nothing stale, is not spoken of', async (context) => {
  const { a, answer, pass, said } = await pair(context)
  answer({ error: REFUSAL }, 404)
  await assert.rejects(a.kernel.call(rename, {}))
  answer({ result: null, invalidate: [] })
  await a.kernel.call(rename, {})
  answer({ result: null })
  await a.kernel.call(rename, {})
  await pass(0)
  assert.deepEqual(said, [])
})

test('what is not shown is not asked for before it is', async (context) => {
  const { a, b, answer, pass, take } = await pair(context)
  const leave = b.run(() => b.kernel.entry(motd, {}).subscribe(() => {}))
  await pass(10)
  leave()
  await pass(10)
  take()
  answer({ result: null, invalidate: [{ context: 'global' }] })
  await a.kernel.call(rename, {})
  await pass(10)
  assert.deepEqual(take(), ['a POST call/rename'])
  b.run(() => b.kernel.entry(motd, {}).subscribe(() => {}))
  await pass(10)
  assert.deepEqual(take(), ['b GET context/global'])
})

test('another identity in one tab is another one in all: nothing of the old one is shown', async (context) => {
  const { a, b, answer, pass, take } = await pair(context)
  answer({ result: null, invalidate: [{ all: true }] })
  const states: string[] = []
  b.entries[0]!.subscribe(() => states.push(b.entries[0]!.get().status))
  await a.kernel.call(login, {})
  await pass(0)
  assert.equal(states[0], 'pending')
  assert.equal(take().filter((each) => each.startsWith('b')).length, 2)
})

test('what is heard is not passed on', async (context) => {
  const { a, answer, pass, said } = await pair(context)
  answer({ result: null, invalidate: [{ all: true }] })
  await a.kernel.call(login, {})
  await pass(1000)
  assert.equal(said.length, 1)
})

test('names and params are said, never data', async (context) => {
  const { a, answer, pass, said } = await pair(context)
  answer({ result: 'secret', invalidate: [], refreshed: [{ ...named(FIVE), data: { profile: 'secret' } }] })
  await a.kernel.call(rename, { name: 'secret' })
  await pass(0)
  assert.equal(said.length, 1)
  assert.deepEqual(JSON.parse(said[0]!), [1, 'wrote', { targets: [{ function: 'profile', params: FIVE }] }])
})

test('tabs of another version, and others on the channel, are not understood', async (context) => {
  const { bus, pass, take } = await pair(context)
  for (const data of ['[2,"wrote",{"targets":[{}]}]', '{', '5', 'null', '[1]', undefined, { targets: [{}] }])
    bus.say(data)
  bus.say(JSON.stringify([1, 'stale', { targets: [{}] }]))
  await pass(10)
  assert.deepEqual(take(), [])
})

test('targets that cannot be understood mean everything', async (context) => {
  const { bus, pass, take } = await pair(context)
  for (const body of [null, {}, { targets: 5 }, { targets: [5] }, { targets: [{ context: {} }] }]) {
    bus.say(JSON.stringify([1, 'wrote', body]))
    await pass(10)
    assert.equal(take().length, 4, JSON.stringify(body))
  }
})

test('a page that was set aside heard nothing: all of it is stale when it comes back', async (context) => {
  const { b, pass, take } = await pair(context)
  b.window('pageshow', { persisted: false })
  await pass(10)
  assert.deepEqual(take(), [])
  b.window('pageshow', { persisted: true })
  await pass(10)
  assert.equal(take().length, 2)
})

test('a tab that stopped neither speaks nor hears', async (context) => {
  const { a, b, answer, pass, take, said, bus } = await pair(context)
  answer({ result: null, invalidate: [named(FIVE)] })
  b.stop()
  await b.kernel.call(rename, {})
  await a.kernel.call(rename, {})
  b.window('pageshow', { persisted: true })
  await pass(10)
  assert.equal(said.length, 1)
  assert.equal(bus.names().length, 1)
  assert.equal(take().filter((each) => each.startsWith('b')).length, 2)
})

test('where there are no channels nothing happens', async (context) => {
  const { a, answer, pass, take } = await pair(context, { platform: 'nothing' })
  answer({ result: null, invalidate: [named(FIVE)] })
  await a.kernel.call(rename, {})
  await pass(10)
  assert.deepEqual(take(), ['a POST call/rename', 'a GET context/user?params={"user_id":5} profile'])
})

test('the platform’s own channels carry it', async (context) => {
  const [one, two] = [scriptedServer(), scriptedServer()]
  for (const { kernel } of [one, two]) context.after(tabs(kernel))
  two.kernel.entry(profile, FIVE).subscribe(() => {})
  await settled()
  await two.next().answer({ data: { profile: 'Ada' } })
  const renamed = one.kernel.call(rename, {})
  await settled()
  await one.next().answer({ result: null, invalidate: [named(FIVE)] })
  await renamed
  for (let tries = 0; two.asked.length < 2 && tries < 100; tries++) await passed()
  assert.deepEqual(two.next().only, ['profile'])
})
