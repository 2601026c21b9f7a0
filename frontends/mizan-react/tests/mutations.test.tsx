import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useState } from 'react'
import type { MutationState } from '../src/index.ts'
import { Motd, Profile, UserContext, useLogout, useRename } from './app.tsx'
import { click, stage } from './stage.tsx'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const GLOBAL = { data: { motd: 'hi' } }
const REFUSAL = { code: 'FORBIDDEN', message: 'Not yours.', details: null }

type Rename = MutationState<{ name: string }, string, Error>

/** Render a component around `useRename` and collect what the hook returned. */
async function renaming(strict = false) {
  const seen: { rename: Rename; again: () => void }[] = []
  function Renamer() {
    const rename = useRename()
    const [, render] = useState(0)
    seen.push({ rename, again: () => render((count) => count + 1) })
    return `${rename.status} ${rename.data ?? '-'} ${rename.error?.message ?? '-'}`
  }
  const on = await stage(<Renamer />, { strict })
  await on.answer(GLOBAL)
  return { on, seen, now: () => seen.at(-1)! }
}

test('a mutation goes from idle to pending to success', async () => {
  const { on, now } = await renaming()
  assert.equal(on.text(), 'idle - -')
  let result: unknown
  await on.doing(() => {
    void now()
      .rename.mutate({ name: 'Eve' })
      .then((value) => {
        result = value
      })
  })
  assert.equal(on.text(), 'pending - -')
  const { body } = await on.answer({ result: 'done' })
  assert.deepEqual(body, { args: { name: 'Eve' } })
  assert.deepEqual([on.text(), result], ['success done -', 'done'])
})

test('a mutation’s error stands in its state, and a rejection that nobody handles is no complaint', async (context) => {
  const unhandled: unknown[] = []
  const listener = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', listener)
  context.after(() => process.off('unhandledRejection', listener))
  const { on, now } = await renaming()
  await on.doing(() => {
    now().rename.mutate({ name: 'Eve' })
  })
  await on.answer({ error: REFUSAL }, 403)
  await new Promise((done) => setTimeout(done, 5))
  assert.deepEqual([on.text(), unhandled], ['error - Not yours.', []])
})

test('mutate rejects with the error, for who awaits it', async () => {
  const { on, now } = await renaming()
  let failed: Promise<void> | undefined
  await on.doing(() => {
    failed = assert.rejects(now().rename.mutate({ name: 'Eve' }), { code: 'FORBIDDEN' })
  })
  await on.answer({ error: REFUSAL }, 403)
  await failed
})

test('a mutation is the same object until its state changes, its functions always', async () => {
  const { on, seen, now } = await renaming()
  await on.doing(now().again)
  assert.deepEqual([seen.length, new Set(seen.map(({ rename }) => rename)).size], [2, 1])
  await on.doing(() => {
    now().rename.mutate({ name: 'Eve' })
  })
  await on.answer({ result: 'done' })
  const states = new Set(seen.map(({ rename }) => rename))
  assert.equal(states.size, 3)
  assert.equal(new Set([...states].map(({ mutate }) => mutate)).size, 1)
  assert.equal(new Set([...states].map(({ reset }) => reset)).size, 1)
})

test('reset goes back to idle, and what was under way does not show up any more', async () => {
  const { on, now } = await renaming()
  await on.doing(() => {
    now().rename.mutate({ name: 'Eve' })
  })
  await on.doing(() => now().rename.reset())
  assert.equal(on.text(), 'idle - -')
  await on.answer({ result: 'done' })
  assert.equal(on.text(), 'idle - -')
})

test('of two calls the newer one is shown, in whatever order they end', async () => {
  const { on, now } = await renaming()
  await on.doing(() => {
    now().rename.mutate({ name: 'first' })
    now().rename.mutate({ name: 'second' })
  })
  const [, first, second] = on.asked
  await on.doing(() => second?.answer({ result: 'second' }))
  await on.doing(() => first?.answer({ result: 'first' }))
  assert.equal(on.text(), 'success second -')
})

test('a mutation works in StrictMode, which makes everything twice', async () => {
  const { on, now } = await renaming(true)
  await on.doing(() => {
    now().rename.mutate({ name: 'Eve' })
  })
  await on.answer({ result: 'done' })
  assert.equal(on.text(), 'success done -')
})

test('a mutation that ends after its component went is no complaint, and is not aborted', async () => {
  const { on, now } = await renaming()
  let result: Promise<string> | undefined
  await on.doing(() => {
    result = now().rename.mutate({ name: 'Eve' })
  })
  await on.show(null)
  await on.answer({ result: 'done' })
  assert.equal(await result, 'done')
})

test('mutate takes a signal and headers', async () => {
  const { on, now } = await renaming()
  const abort = new AbortController()
  await on.doing(() => {
    now().rename.mutate({ name: 'Eve' }, { signal: abort.signal, headers: { 'x-why': 'test' } })
  })
  assert.equal(on.asked[1]?.headers.get('x-why'), 'test')
  await on.doing(() => abort.abort())
  assert.equal(on.text(), 'error - The request was aborted.')
})

function Actions() {
  const rename = useRename()
  const logout = useLogout()
  return (
    <>
      <button type="button" onClick={() => rename.mutate({ name: 'Eve' })}>
        rename
      </button>
      <button type="button" onClick={() => logout.mutate()}>
        logout
      </button>
    </>
  )
}

/** Show user 5, the message of the day and the buttons, all loaded. */
async function loaded(strict: boolean) {
  const on = await stage(
    <>
      <UserContext user_id={5} fallback="loading ">
        <Profile />
      </UserContext>
      <UserContext user_id={6} fallback="nothing ">
        <Motd />
      </UserContext>
      <Actions />
    </>,
    { strict },
  )
  for (let request = 0; request < 3; request++) {
    const { path, params } = on.asked[request]!
    const user = { data: { user_profile: `user ${params['user_id']}`, posts: [] } }
    await on.answer(path === 'context/global' ? GLOBAL : user)
  }
  assert.equal(on.text(), 'profile user 5 motd hi renamelogout')
  return on
}

for (const strict of [false, true]) {
  const where = strict ? ' (StrictMode)' : ''

  test(`data that comes with a mutation updates other components without a request${where}`, async () => {
    const on = await loaded(strict)
    await click(on, 'rename')
    const { body } = await on.answer({
      result: 'done',
      invalidate: [],
      refreshed: [5, 6].map((id) => ({
        context: 'user',
        params: { user_id: id },
        data: { user_profile: `Eve ${id}`, posts: [] },
      })),
    })
    assert.deepEqual(
      body?.['mounted'],
      [5, 6].map((id) => ({ context: 'user', params: { user_id: id } })),
    )
    assert.equal(on.text(), 'profile Eve 5 motd hi renamelogout')
    assert.equal(on.asked.length, 4)
  })

  test(`what a mutation made stale is asked for once, and stays on the page until it is there${where}`, async () => {
    const on = await loaded(strict)
    await click(on, 'rename')
    await on.answer({ result: 'done', invalidate: [{ context: 'user', params: { user_id: 5 } }] })
    assert.equal(on.text(), 'profile user 5 motd hi renamelogout')
    const { params, only } = await on.answer({ data: { user_profile: 'Eve' } })
    assert.deepEqual([params, only], [{ user_id: 5 }, ['user_profile']])
    assert.equal(on.text(), 'profile Eve motd hi renamelogout')
    assert.equal(on.asked.length, 5)
  })

  test(`rule 7: after a logout all that is shown is pending, then asked for again${where}`, async () => {
    const on = await loaded(strict)
    await click(on, 'logout')
    await on.answer({ result: null, invalidate: [{ all: true }] })
    assert.equal(on.text(), 'loading nothing renamelogout')
    assert.deepEqual(
      on.asked.slice(4).map(({ path, only }) => [path, only]),
      [
        ['context/user', undefined],
        ['context/global', undefined],
      ],
    )
    await on.answer({ data: { user_profile: 'nobody', posts: [] } })
    await on.answer({ data: { motd: 'bye' } })
    assert.equal(on.text(), 'profile nobody motd bye renamelogout')
  })

  test(`rule 7: what came with a logout is there without a request${where}`, async () => {
    const on = await loaded(strict)
    await click(on, 'logout')
    await on.answer({
      result: null,
      invalidate: [{ all: true }],
      refreshed: [
        { context: 'global', params: {}, data: { motd: 'bye' } },
        { context: 'user', params: { user_id: 5 }, ...ADA },
      ],
    })
    assert.equal(on.text(), 'profile Ada motd bye renamelogout')
    assert.equal(on.asked.length, 4)
  })
}
