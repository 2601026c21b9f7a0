import './dom.mjs'
import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { QueryClientProvider, useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { act, type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
import { KEPT, loginMutation, postsOptions, profileOptions, renameMutation, stage, USER_5 } from './stage.ts'

const ADA = { profile: { name: 'Ada' }, posts: ['Hello'] }
const EVE = { profile: { name: 'Eve' }, posts: ['Bye'] }

const complaints: unknown[][] = []
for (const level of ['error', 'warn'] as const) console[level] = (...args: unknown[]) => complaints.push(args)
const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  assert.deepEqual(complaints.splice(0), [])
})
after(() => window.close())

/** Render on a connected client; what the page showed, each time that it changed. */
async function page(element: ReactNode) {
  const script = stage({ config: { defaultOptions: KEPT } })
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  const painted: string[] = []
  const observer = new window.MutationObserver(() => painted.push(container.textContent ?? ''))
  observer.observe(container, { childList: true, characterData: true, subtree: true })
  const doing = (work: () => unknown) =>
    act(async () => {
      await work()
      await passed()
    })
  ends.push(async () => {
    observer.disconnect()
    await doing(() => root.unmount())
    container.remove()
  })
  await doing(() => root.render(<QueryClientProvider client={script.client}>{element}</QueryClientProvider>))
  return {
    ...script,
    doing,
    painted,
    answer: (body: unknown, status?: number) => doing(() => script.next().answer(body, status)),
    click: () => doing(() => container.querySelector('button')?.click()),
    text: () => container.textContent,
  }
}

const Profile = () => <b>{useSuspenseQuery(profileOptions(USER_5)).data.name} </b>
const Posts = () => <i>{useSuspenseQuery(postsOptions(USER_5)).data.join()}</i>
const State = () => {
  const { data, isFetching } = useQuery(profileOptions(USER_5))
  return `${data?.name ?? 'none'}${isFetching ? ' …' : ''}`
}

test('siblings that suspend are one request, in StrictMode, too', async () => {
  for (const Mode of [StrictMode, 'div'] as const) {
    const { answer, asked, text } = await page(
      <Mode>
        <Suspense fallback="loading">
          <Profile />
          <Posts />
        </Suspense>
      </Mode>,
    )
    assert.equal(text(), 'loading')

    await answer({ data: ADA })

    assert.equal(text(), 'Ada Hello')
    assert.equal(asked.length, 1)
  }
})

test('a click is one request, and no half of what it changes is ever shown', async () => {
  function Rename() {
    const { mutate, isPending } = useMutation(renameMutation())
    return <button type="button" onClick={() => mutate({ user_id: 5, name: 'Eve' })} disabled={isPending} />
  }
  const { answer, asked, click, painted, text } = await page(
    <Suspense fallback="loading">
      <Profile />
      <Posts />
      <Rename />
    </Suspense>,
  )
  await answer({ data: ADA })
  painted.length = 0

  await click()
  await answer({ result: null, refreshed: [{ context: 'user', params: USER_5, data: EVE }] })

  assert.equal(text(), 'Eve Bye')
  assert.deepEqual(new Set(painted), new Set(['Eve Bye']))
  assert.equal(asked.length, 2)
})

test('what a write made stale is shown as fetching, with the data that there is', async () => {
  const { answer, call, doing, text } = await page(<State />)
  assert.equal(text(), 'none …')
  await answer({ data: ADA })
  assert.equal(text(), 'Ada')
  await doing(() => void call(renameMutation(), { user_id: 5 }))

  await answer({ result: null, invalidate: [{ context: 'user' }] })
  assert.equal(text(), 'Ada …')
  await answer({ data: EVE })

  assert.equal(text(), 'Eve')
})

test('after a login the page suspends again', async () => {
  const { answer, call, doing, text } = await page(
    <Suspense fallback="loading">
      <Profile />
    </Suspense>,
  )
  await answer({ data: ADA })
  await doing(() => void call(loginMutation(), {}))

  await answer({ result: null, invalidate: [{ all: true }] })
  assert.match(String(text()), /loading/)
  await answer({ data: EVE })

  assert.equal(text(), 'Eve ')
})
