import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { mutation, type Optimistic } from '../src/index.ts'
import { scoped } from '../src/scope.ts'
import { passed, type Script, scriptedServer, settled } from './scripted-server.ts'
import { BREAKDOWN, hits, login, profile, REFUSAL, USER_5 } from './subjects.ts'

interface Queries {
  profile: [{ user_id: number }, string]
  posts: [{ user_id: number; page: number }, number[]]
  hits: [{ q: string }, string[]]
}

const rename = mutation('rename', ['user'])
const become = (name: string): { optimistic: Optimistic<Queries> } => ({ optimistic: { profile: () => name } })
const add = (text: string): { optimistic: Optimistic<Queries> } => ({ optimistic: { profile: (data) => data + text } })

/** Show the profile of user 5 and keep all that was shown. */
async function shown({ kernel, next }: Script, params = USER_5, data = 'Ada') {
  const entry = kernel.entry(profile, params)
  const seen: unknown[] = []
  entry.subscribe(() => seen.push(entry.get().data))
  await settled()
  await next().answer({ data: { profile: data } })
  seen.length = 0
  return { entry, seen }
}

const fresh = (data: unknown, params = USER_5) => ({
  result: null,
  invalidate: [],
  refreshed: [{ context: 'user', params, data: { profile: data } }],
})
const stale = (params = USER_5) => ({ result: null, invalidate: [{ context: 'user', params }] })

/** Collect what is reported instead of thrown. */
function reports(context: TestContext): unknown[] {
  const seen: unknown[] = []
  Object.assign(globalThis, { reportError: (error: unknown) => seen.push(error) })
  context.after(() => Reflect.deleteProperty(globalThis, 'reportError'))
  return seen
}

test('rule 6: what is expected is shown at once, and what the server says in its place', async () => {
  const script = scriptedServer()
  const { entry, seen } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  assert.equal(entry.get().data, 'Eve')
  await settled()
  await script.next().answer(fresh('Eva'))
  await done
  assert.equal(entry.get().data, 'Eva')
  assert.deepEqual(seen, ['Eve', 'Eva'])
})

test('rule 6: what is expected stays until the data asked for anew is there', async () => {
  const script = scriptedServer()
  const { entry, seen } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  await settled()
  await script.next().answer(stale())
  await done
  assert.deepEqual(entry.get(), { status: 'ready', data: 'Eve', error: undefined, fetching: true })
  await script.next().answer({ data: { profile: 'Eva' } })
  assert.deepEqual(
    seen.filter((each, index) => each !== seen[index - 1]),
    ['Eve', 'Eva'],
  )
})

test('rule 6: a refusal takes back what was expected at once', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  await settled()
  const refused = assert.rejects(done, { code: 'NOT_FOUND' })
  await script.next().answer({ error: REFUSAL }, 404)
  await refused
  assert.deepEqual(entry.get(), { status: 'ready', data: 'Ada', error: undefined, fetching: false })
})

test('rule 6: after a breakdown what was expected is taken back, and the truth is asked for', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  await settled()
  const broke = assert.rejects(done, { code: 'INTERNAL_ERROR' })
  await script.next().answer({ error: BREAKDOWN }, 500)
  await broke
  assert.equal(entry.get().data, 'Ada')
  await script.next().answer({ data: { profile: 'Eve' } })
  assert.equal(entry.get().data, 'Eve')
})

test('rule 6: of two mutations the one that fails wipes nothing of the other', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const first = script.kernel.call(rename, { user_id: 5 }, add('1'))
  const second = script.kernel.call(rename, { user_id: 5 }, add('2'))
  assert.equal(entry.get().data, 'Ada12')
  await settled()
  const [one, two] = [script.next(), script.next()]
  const refused = assert.rejects(first)
  await one.answer({ error: REFUSAL }, 404)
  await refused
  assert.equal(entry.get().data, 'Ada2')
  await two.answer(fresh('Ada2'))
  await second
  assert.equal(entry.get().data, 'Ada2')
})

test('rule 6: what one mutation brings does not end what is expected of another', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const first = script.kernel.call(rename, { user_id: 5 }, add('1'))
  const second = script.kernel.call(rename, { user_id: 5 }, add('2'))
  await settled()
  const [one, two] = [script.next(), script.next()]
  await one.answer(fresh('Ada1'))
  await first
  assert.equal(entry.get().data, 'Ada12')
  await two.answer(stale())
  await second
  assert.equal(entry.get().data, 'Ada12')
  await script.next().answer({ data: { profile: 'Ada12' } })
  assert.equal(entry.get().data, 'Ada12')
})

test('rule 6: data that was asked for before the answer is shown below what is expected', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, add('!'))
  await settled()
  const call = script.next()
  entry.refetch()
  await settled()
  await script.next().answer({ data: { profile: 'Bob' } })
  assert.equal(entry.get().data, 'Bob!')
  await call.answer(stale())
  await done
  assert.equal(entry.get().data, 'Bob!')
  await script.next().answer({ data: { profile: 'Bob!' } })
  assert.equal(entry.get().data, 'Bob!')
})

test('rule 6: a mutation that made nothing stale leaves nothing expected', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const done = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  entry.refetch()
  await settled()
  await script.next().answer({ result: null, invalidate: [] })
  await done
  assert.equal(entry.get().data, 'Ada')
})

test('rule 6: only what the arguments mean is touched', async () => {
  const script = scriptedServer()
  const { entry: five } = await shown(script)
  const { entry: six, seen } = await shown(script, { user_id: 6 }, 'Bob')
  void script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  assert.equal(five.get().data, 'Eve')
  await settled()
  assert.equal(six.get().data, 'Bob')
  assert.deepEqual(seen, [])
})

test('rule 6: what the arguments mean may have other names', async () => {
  const script = scriptedServer()
  const { entry: five } = await shown(script)
  const { entry: six } = await shown(script, { user_id: 6 }, 'Bob')
  const ban = scoped(mutation('ban', ['user']), ({ id }) => ({ user_id: id }))
  void script.kernel.call(ban, { id: 6 }, become('gone'))
  assert.deepEqual([five.get().data, six.get().data], ['Ada', 'gone'])
})

test('rule 6: a change is told the params of what it changes', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  void script.kernel.call(
    rename,
    {},
    { optimistic: { profile: (_, { user_id }) => `${user_id}` } satisfies Optimistic<Queries> },
  )
  assert.equal(entry.get().data, '5')
})

test('rule 6: another identity sees nothing that was expected for the old one', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  const renamed = script.kernel.call(rename, { user_id: 5 }, become('Eve'))
  await settled()
  const slow = script.next()
  const done = script.kernel.call(login, {})
  await settled()
  await script.next().answer({ result: null, invalidate: [{ all: true }] })
  await done
  assert.equal(entry.get().status, 'pending')
  await script.next().answer({ data: { profile: 'Zoe' } })
  assert.equal(entry.get().data, 'Zoe')
  await slow.answer(fresh('Eve'))
  await renamed
  await script.next().answer({ data: { profile: 'Zoe' } })
  assert.equal(entry.get().data, 'Zoe')
})

test('a change that throws sends nothing and shows nothing', async () => {
  const script = scriptedServer()
  const { entry, seen } = await shown(script)
  const fail = () => {
    throw new TypeError('no such field')
  }
  await assert.rejects(script.kernel.call(rename, {}, { optimistic: { profile: fail } }), TypeError)
  await settled()
  assert.equal(entry.get().data, 'Ada')
  assert.deepEqual(seen, [])
  assert.equal(script.asked.length, 1)
})

test('a change that throws over later data is reported and left out', async (context) => {
  const reported = reports(context)
  const script = scriptedServer()
  const { entry } = await shown(script)
  const shout = (data: string) => data.toUpperCase()
  void script.kernel.call(rename, {}, { optimistic: { profile: shout } satisfies Optimistic<Queries> })
  assert.equal(entry.get().data, 'ADA')
  entry.refetch()
  await settled()
  script.next()
  await script.next().answer({ data: { profile: 7 } })
  assert.equal(entry.get().data, 7)
  assert.equal(reported.length, 1)
})

test('arguments that cannot be sent leave nothing expected', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  await assert.rejects(script.kernel.call(rename, { age: Number.NaN }, become('Eve')), { code: 'BAD_REQUEST' })
  assert.equal(entry.get().data, 'Ada')
})

test('what has no data yet, or is not there, has nothing to change', async () => {
  const script = scriptedServer()
  const entry = script.kernel.entry(hits, { q: 'a' })
  entry.subscribe(() => {})
  await settled()
  void script.kernel.call(rename, {}, { optimistic: { hits: () => ['x'] } satisfies Optimistic<Queries> })
  await settled()
  assert.equal(entry.get().status, 'pending')
  await script.next().answer({ data: { hits: ['a'] } })
  assert.deepEqual(entry.get().data, ['a'])
})

test('a name that objects inherit is no change', async () => {
  const script = scriptedServer()
  const { entry } = await shown(script)
  void script.kernel.call(rename, {}, { optimistic: Object.create({ profile: () => 'poisoned' }) })
  await passed()
  assert.equal(entry.get().data, 'Ada')
})
