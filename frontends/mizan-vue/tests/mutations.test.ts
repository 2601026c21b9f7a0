import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKernel } from 'mizan-client'
import { defineComponent, h, nextTick, ref, watch } from 'vue'
import { scriptedServer } from '../../mizan-client/tests/scripted-server.ts'
import type { MutationState } from '../src/index.ts'
import { awaited, MizanBoundary, Motd, Profile, UserContext, useLogout, useRename, useUserProfileState } from './app.ts'
import { click, stage } from './stage.ts'

const ADA = { data: { user_profile: 'Ada', posts: ['one'] } }
const GLOBAL = { data: { motd: 'hi' } }
const REFUSAL = { code: 'FORBIDDEN', message: 'Not yours.', details: null }

type Rename = MutationState<{ name: string }, string, Error>

/** Render a component around `useRename`, and hand out what that returned. */
async function renaming() {
  let rename: Rename | undefined
  const shown = ref(true)
  const Renamer = defineComponent(() => {
    rename = useRename()
    const { status, data, error } = rename
    return () => `${status.value} ${data.value ?? '-'} ${error.value?.message ?? '-'}`
  })
  const on = await stage(() => (shown.value ? h(Renamer) : ''))
  await on.answer(GLOBAL)
  return { on, rename: rename!, shown }
}

test('a mutation goes from idle to pending to success', async () => {
  const { on, rename } = await renaming()
  assert.equal(on.text(), 'idle - -')
  let result: unknown
  await on.doing(() => {
    void rename.mutate({ name: 'Eve' }).then((value) => {
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
  const { on, rename } = await renaming()
  await on.doing(() => void rename.mutate({ name: 'Eve' }))
  await on.answer({ error: REFUSAL }, 403)
  await new Promise((done) => setTimeout(done, 5))
  assert.deepEqual([on.text(), unhandled], ['error - Not yours.', []])
})

test('what an event handler passes on of a failed mutation takes nobody’s place', async () => {
  const Form = defineComponent(() => {
    const { mutate, error } = useRename()
    const save = async () => console.log(await mutate({ name: 'Eve' }))
    return () => [
      h('button', { onClick: () => mutate({ name: 'Eve' }) }, 'rename'),
      h('button', { onClick: save }, 'save'),
      error.value?.message,
    ]
  })
  const on = await stage(() => h(MizanBoundary, null, { default: () => h(Form), error: () => 'lost' }))
  await on.answer(GLOBAL)
  for (const button of ['rename', 'save']) {
    await click(on, button)
    await on.answer({ error: REFUSAL }, 403)
    assert.deepEqual([on.text(), on.uncaught], ['renamesaveNot yours.', []])
  }
})

test('mutate rejects with the error, for who awaits it', async () => {
  const { on, rename } = await renaming()
  let failed: Promise<void> | undefined
  await on.doing(() => {
    failed = assert.rejects(rename.mutate({ name: 'Eve' }), { code: 'FORBIDDEN' })
  })
  await on.answer({ error: REFUSAL }, 403)
  await failed
})

test('reset goes back to idle, and what was under way does not show up any more', async () => {
  const { on, rename } = await renaming()
  await on.doing(() => void rename.mutate({ name: 'Eve' }))
  await on.doing(rename.reset)
  assert.equal(on.text(), 'idle - -')
  await on.answer({ result: 'done' })
  assert.equal(on.text(), 'idle - -')
})

test('of two calls the newer one is shown, in whatever order they end', async () => {
  const { on, rename } = await renaming()
  await on.doing(() => {
    void rename.mutate({ name: 'first' })
    void rename.mutate({ name: 'second' })
  })
  const [, first, second] = on.asked
  await on.doing(() => second?.answer({ result: 'second' }))
  await on.doing(() => first?.answer({ result: 'first' }))
  assert.equal(on.text(), 'success second -')
})

test('a mutation that ends after its component went is no complaint, and is not aborted', async () => {
  const { on, rename, shown } = await renaming()
  let result: Promise<string> | undefined
  await on.doing(() => {
    result = rename.mutate({ name: 'Eve' })
  })
  await on.doing(() => {
    shown.value = false
  })
  await on.answer({ result: 'done' })
  assert.equal(await result, 'done')
})

test('mutate takes a signal and headers', async () => {
  const { on, rename } = await renaming()
  const abort = new AbortController()
  await on.doing(() => void rename.mutate({ name: 'Eve' }, { signal: abort.signal, headers: { 'x-why': 'test' } }))
  assert.equal(on.asked[1]?.headers.get('x-why'), 'test')
  await on.doing(() => abort.abort())
  assert.equal(on.text(), 'error - The request was aborted.')
})

test('mutate may be sent through another kernel', async () => {
  const { on, rename } = await renaming()
  const other = scriptedServer({}, createKernel)
  await on.doing(() => void rename.mutate({ name: 'Eve' }, { kernel: other.kernel }))
  await on.doing(() => other.next().answer({ result: 'elsewhere' }))
  assert.deepEqual([on.text(), on.asked.length], ['success elsewhere -', 1])
  other.kernel.dispose()
})

const Actions = defineComponent(() => {
  const rename = useRename()
  const logout = useLogout()
  return () => [
    h('button', { onClick: () => rename.mutate({ name: 'Eve' }) }, 'rename'),
    h('button', { onClick: () => logout.mutate() }, 'logout'),
  ]
})

/** Show user 5, the message of the day and the buttons, all loaded. */
async function loaded() {
  const on = await stage(() => [
    h(UserContext, { user_id: 5 }, () => awaited(h(Profile))),
    h(MizanBoundary, () => awaited(h(Motd))),
    h(UserContext, { user_id: 6 }),
    h(Actions),
  ])
  for (let request = 0; request < 3; request++) {
    const { path, params } = on.asked[request]!
    const user = { data: { user_profile: `user ${params['user_id']}`, posts: [] } }
    await on.answer(path === 'context/global' ? GLOBAL : user)
  }
  assert.equal(on.text(), 'profile user 5 motd hi renamelogout')
  return on
}

test('data that comes with a mutation updates other components without a request', async () => {
  const on = await loaded()
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

test('who awaits a mutation never sees old data', async () => {
  const seen: unknown[] = []
  const Page = defineComponent(() => {
    const { data } = useUserProfileState({ user_id: 5 })
    const rename = useRename()
    watch(data, (value) => seen.push(`told ${value}`))
    const save = async () => {
      await rename.mutate({ name: 'Eve' })
      seen.push(`awaited ${data.value}`)
      await nextTick()
      seen.push(document.querySelector('button')?.textContent)
    }
    return () => h('button', { onClick: save }, data.value)
  })
  const on = await stage(() => h(Page))
  await on.answer(GLOBAL)
  await on.answer(ADA)
  await click(on, 'Ada')
  seen.length = 0
  const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: 'Eve', posts: [] } }]
  await on.answer({ result: 'done', invalidate: [], refreshed })
  assert.deepEqual(seen, ['awaited Eve', 'told Eve', 'Eve'])
  assert.equal(on.asked.length, 3)
})

test('what a mutation made stale is asked for once, and stays on the page until it is there', async () => {
  const on = await loaded()
  await click(on, 'rename')
  await on.answer({ result: 'done', invalidate: [{ context: 'user', params: { user_id: 5 } }] })
  assert.equal(on.text(), 'profile user 5 motd hi renamelogout')
  const { params, only } = await on.answer({ data: { user_profile: 'Eve' } })
  assert.deepEqual([params, only], [{ user_id: 5 }, ['user_profile']])
  assert.equal(on.text(), 'profile Eve motd hi renamelogout')
  assert.equal(on.asked.length, 5)
})

test('rule 7: after a logout all that is shown is pending, then asked for again', async () => {
  const on = await loaded()
  await click(on, 'logout')
  await on.answer({ result: null, invalidate: [{ all: true }] })
  assert.equal(on.text(), 'loadingloadingrenamelogout')
  assert.deepEqual(
    on.asked.slice(4).map(({ path, only }) => [path, only]),
    [
      ['context/global', undefined],
      ['context/user', undefined],
    ],
  )
  await on.answer({ data: { motd: 'bye' } })
  await on.answer({ data: { user_profile: 'nobody', posts: [] } })
  assert.equal(on.text(), 'profile nobody motd bye renamelogout')
  assert.deepEqual(on.uncaught, [])
})

test('rule 7: what came with a logout is there without a request', async () => {
  const on = await loaded()
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
