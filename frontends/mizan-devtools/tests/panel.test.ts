import assert from 'node:assert/strict'
import { test } from 'node:test'
import { query } from 'mizan-client'
import { settled } from '../../mizan-client/tests/scripted-server.ts'
import { stage } from './stage.ts'
import { posts, profile, rename, USER_5, user } from './subjects.ts'

test('a button in the corner opens the panel, Escape closes it, and the focus follows', async () => {
  const { find, root, click, press, drawn } = stage()
  await drawn()
  assert.equal(find('button').getAttribute('aria-label'), 'Open Mizan devtools')
  assert.equal(root().querySelector('section'), null)
  await click('.opener')
  assert.equal(find('section').getAttribute('aria-label'), 'Mizan devtools')
  assert.equal(document.documentElement.style.paddingBottom, '360px')
  assert.equal(root().activeElement, find('[role=tab][aria-selected=true]'))
  await press('Escape')
  assert.equal(root().querySelector('section'), null)
  assert.equal(document.documentElement.style.paddingBottom, '')
  assert.equal(root().activeElement, find('.opener'))
})

test('what is removed leaves nothing behind, and hears nothing any more', async () => {
  const { remove, show, drawn } = stage({ open: true })
  await show()
  await drawn()
  remove()
  assert.equal(document.querySelector('mizan-devtools'), null)
  assert.equal(document.documentElement.style.paddingBottom, '')
})

test('contexts show their functions, and a function its data', async () => {
  const { show, texts, click, find, drawn } = stage({ open: true })
  await drawn()
  assert.deepEqual(texts('.empty'), ['Nothing was asked for yet.'])
  await show()
  await drawn()
  assert.deepEqual(texts('[role=treeitem] .name'), ['user { user_id: 5 }', 'profile', 'posts'])
  assert.deepEqual(texts('[role=treeitem] .state'), ['loaded', 'ready', 'ready'])
  await click('[role=treeitem]', 'profile')
  assert.equal(find('[role=treeitem][aria-selected=true] .name').textContent, 'profile')
  assert.deepEqual(texts('h2'), ['profile'])
  assert.deepEqual(texts('#data .value'), ['{ name: "Ada" }', '"Ada"'])
})

test('a context closes and opens, by its triangle and by keyboard', async () => {
  const { show, texts, click, find, press, drawn } = stage({ open: true })
  await show()
  await drawn()
  await click('[data-twist]')
  assert.deepEqual(texts('[role=treeitem] .name'), ['user { user_id: 5 }'])
  const tree = find('[role=tree]')
  await press('ArrowRight', tree)
  assert.equal(find('[aria-level="1"]').getAttribute('aria-expanded'), 'true')
  await press('ArrowDown', tree)
  assert.equal(tree.getAttribute('aria-activedescendant'), 'shelf-1')
  assert.deepEqual(texts('h2'), ['profile'])
  await press('End', tree)
  assert.deepEqual(texts('h2'), ['posts'])
  await press('Home', tree)
  await press('ArrowLeft', tree)
  assert.equal(texts('[role=treeitem]').length, 1)
})

test('tabs turn with arrows', async () => {
  const { find, press, click, root, drawn } = stage()
  await drawn()
  await click('.opener')
  await press('ArrowRight')
  assert.match(find('[role=tab][aria-selected=true]').textContent ?? '', /^Timeline/)
  assert.equal(root().activeElement, find('[role=tab][aria-selected=true]'))
  await press('ArrowLeft')
  await press('ArrowLeft')
  assert.match(find('[role=tab][aria-selected=true]').textContent ?? '', /^Live/)
  assert.equal(find('[role=tabpanel]').getAttribute('aria-labelledby'), 'tab-live')
})

test('the page’s shortcuts do not hear what is typed into the panel', async (context) => {
  const { find, press, drawn } = stage({ open: true })
  await drawn()
  const heard = context.mock.fn()
  document.addEventListener('keydown', heard)
  await press('x', find('.filter'))
  assert.equal(heard.mock.callCount(), 0)
})

test('Refetch asks for the function, Invalidate for its context, and both are in the timeline', async () => {
  const { show, click, next, texts, asked, drawn } = stage({ open: true })
  await show()
  await drawn()
  await click('[role=treeitem]', 'posts')
  await click('button', 'Refetch')
  const first = next()
  assert.deepEqual(first.only, ['posts'])
  await first.answer({ data: { posts: [] } })
  await click('button', 'Invalidate context')
  const second = next()
  assert.deepEqual([second.path, second.only, asked.length], ['context/user', ['posts', 'profile'], 3])
  await click('[role=tab]', 'Timeline')
  assert.deepEqual(texts('[role=option] .what').slice(2), [
    'refetch, by the devtools',
    'user { user_id: 5 }',
    'invalidate, by the devtools',
    'user { user_id: 5 }',
  ])
})

test('data is copied as JSON, and the panel says whether it was', async () => {
  const { show, click, texts, drawn } = stage({ open: true })
  await show()
  await drawn()
  await click('[role=treeitem]', 'profile')
  const written: string[] = []
  const clipboard = { writeText: async (text: string) => void written.push(text) }
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
  await click('button', 'Copy data')
  assert.deepEqual(written, ['{\n  "name": "Ada"\n}'])
  assert.deepEqual(texts('[role=status]'), ['Copied.'])
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
  await click('button', 'Copy data')
  assert.deepEqual(texts('[role=status]'), ['The browser does not allow to copy here.'])
})

test('optimistic layers are told from what the server said', async () => {
  const { show, click, texts, kernel, next, drawn } = stage({ open: true })
  await show()
  const optimistic = { profile: (data: object) => ({ ...data, name: 'Eve' }) }
  const done = kernel.call(rename, USER_5, { optimistic } as never)
  await drawn()
  assert.deepEqual(texts('.badge'), ['optimistic'])
  await click('[role=treeitem]', 'profile')
  assert.deepEqual(texts('.layers .link'), ['rename', 'running'])
  assert.deepEqual(texts('#data .changed'), ['name: "Eve"was "Ada"'])
  await next().answer({ result: null, invalidate: [] })
  await done
  await drawn()
  assert.deepEqual([texts('.layers'), texts('.changed')], [[], []])
})

test('an error is shown with its code, beside the data from before', async () => {
  const { show, click, texts, next, drawn } = stage({ open: true })
  await show()
  await drawn()
  await click('[role=treeitem]', 'profile')
  await click('button', 'Refetch')
  await next().answer({ error: { code: 'INTERNAL_ERROR', message: 'Oops.', details: { id: 'a1' } } }, 500)
  await drawn()
  assert.deepEqual(texts('.failure'), ['INTERNAL_ERROR 500 Oops.'])
  assert.deepEqual(texts('[role=treeitem] .state').slice(0, 2), ['error', 'error'])
  assert.match(texts('#data .value').join(), /name: "Ada".*details: {…}/)
})

test('the timeline shows why, and leads from step to step', async () => {
  const { show, renamed, click, texts, find, drawn } = stage({ open: true })
  await show()
  await renamed({ invalidate: [{ context: 'user', params: USER_5 }] })
  await click('[role=tab]', 'Timeline')
  await drawn()
  assert.deepEqual(texts('[role=option] .kind'), ['mount', 'fetch', 'call', 'fetch'])
  assert.equal(texts('[role=option] .why').at(-1), 'rename → user { user_id: 5 } → profile, posts')
  assert.ok(find('[role=option]:last-child .running'))
  await click('[role=option]:last-child')
  assert.deepEqual(texts('.chain .link'), ['rename', 'user { user_id: 5 }', 'profile, posts', 'user { user_id: 5 }'])
  await click('.chain button', 'rename')
  assert.match(String(texts('h2')[0]), /rename\(name: "Eve", user_id: 5\)/)
  assert.equal(find('[role=option][aria-selected=true] .kind').textContent, 'call')
})

test('the timeline is filtered, paused and cleared', async () => {
  const { show, renamed, click, texts, find, drawn } = stage({ open: true })
  await show()
  await renamed({ invalidate: [] })
  await click('[role=tab]', 'Timeline')
  const filter = find('.filter') as HTMLInputElement
  const type = async (text: string) => {
    filter.value = text
    filter.dispatchEvent(new window.Event('input', { bubbles: true }))
    await drawn()
  }
  await type('RENAME')
  assert.deepEqual(texts('[role=option] .kind'), ['call'])
  await type('nothing like that')
  assert.deepEqual(texts('.empty'), ['Nothing here matches the filter.'])
  await type('')
  assert.equal(texts('[role=option]').length, 3)
  await click('button', 'Clear')
  await click('button', 'Pause')
  await renamed({ invalidate: [] })
  await drawn()
  assert.deepEqual(texts('.empty'), ['Paused.'])
  await click('button', 'Resume')
  await renamed({ invalidate: [] })
  await drawn()
  assert.equal(texts('[role=option]').length, 1)
})

test('the live connection’s status is shown, and what it pushed', async () => {
  let status = 'connecting'
  const listeners = new Set<(pushed?: unknown) => void>()
  const live = {
    status: () => status,
    subscribe(listener: (pushed?: unknown) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const { show, click, texts, kernel, drawn, remove } = stage({ open: true, live })
  const say = (pushed?: unknown) => listeners.forEach((listener) => void listener(pushed))
  await show()
  status = 'open'
  say()
  say(true)
  kernel.invalidate([{ context: 'user' }])
  await click('[role=tab]', 'Live')
  assert.deepEqual(texts('[role=option] span:last-child'), ['connecting', 'open'])
  assert.match(texts('dd').join(), /1 message/)
  await click('[role=tab]', 'Timeline')
  assert.ok(texts('[role=option] .why').includes('live → user → profile, posts'))
  await drawn()
  remove()
  assert.equal(listeners.size, 0)
})

test('without a live connection, its tab says how to show one', async () => {
  const { click, texts } = stage({ open: true })
  await click('[role=tab]', 'Live')
  assert.deepEqual(texts('code'), ['devtools(kernel, { live })'])
})

test('ten thousand entries are a few rows, wherever one looks', async () => {
  const { kernel, texts, find, press, drawn } = stage({ open: true })
  const start = performance.now()
  for (let user_id = 0; user_id < 10_000; user_id++) kernel.entry(profile, { user_id })
  for (let user_id = 0; user_id < 10_000; user_id++) kernel.entry(posts, { user_id })
  const made = performance.now()
  kernel.invalidate([{}])
  await drawn()
  const tree = find('[role=tree]')
  assert.ok(texts('[role=treeitem]').length < 60)
  await press('End', tree)
  assert.match(String(texts('[role=treeitem]').at(-1)), /posts/)
  assert.deepEqual([find('[role=treeitem][aria-selected=true]').id, texts('h2')[0]], ['shelf-29999', 'posts'])
  assert.ok(texts('[role=treeitem]').length < 60)
  const took = performance.now() - made
  assert.ok(took < 1500, `${Math.round(took)} ms after ${Math.round(made - start)} ms to make them`)
})

test('however much happens, a frame is drawn once; a closed panel draws nothing', async (context) => {
  const { kernel, press, find, drawn } = stage({ open: true })
  await drawn()
  const frames = context.mock.method(globalThis, 'requestAnimationFrame')
  for (let times = 0; times < 100; times++) kernel.reset()
  assert.equal(frames.mock.callCount(), 1)
  frames.mock.restore()
  await drawn()
  await press('Escape', find('[role=tab]'))
  const closed = context.mock.method(globalThis, 'requestAnimationFrame')
  for (let times = 0; times < 100; times++) kernel.reset()
  assert.equal(closed.mock.callCount(), 0)
})

test('the panel is as it was left, and as high as it was made', async () => {
  const first = stage()
  await first.drawn()
  await first.click('.opener')
  await first.press('ArrowUp', first.find('[role=separator]'))
  await first.click('[role=tab]', 'Timeline')
  first.remove()
  const second = stage()
  await second.drawn()
  assert.match(second.find('[role=tab][aria-selected=true]').textContent ?? '', /^Timeline/)
  assert.equal(second.find('section').style.height, '384px')
})

test('hostile names are text', async () => {
  const { kernel, next, texts, click, root, drawn } = stage({ open: true })
  const hostile = query('<img src=x onerror=alert(1)>', user)
  kernel.entry(hostile, { user_id: '<b>5</b>' }).subscribe(() => {})
  await settled()
  await next().answer({ data: { '<img src=x onerror=alert(1)>': '<script>alert(1)</script>' } })
  await drawn()
  await click('[role=treeitem]', '<img')
  assert.match(texts('#data').join(), /<script>/)
  assert.equal(root().querySelector('img, script, b'), null)
})

test('keys that come faster than frames mean what those before them led to', async () => {
  const { show, find, texts, press, drawn } = stage({ open: true })
  await show()
  await drawn()
  const tree = find('[role=tree]')
  await Promise.all(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'].map((key) => press(key, tree)))
  assert.deepEqual(texts('h2'), ['profile'])
})

test('a function that the kernel forgot is not shown as if it were there', async () => {
  const { show, kernel, click, texts, drawn } = stage({ open: true })
  await show()
  await drawn()
  await click('[role=treeitem]', 'profile')
  for (const entry of kernel.core.entries) kernel.core.entries.delete(entry)
  await click('[role=tab]', 'Timeline')
  await click('[role=tab]', 'Contexts')
  assert.deepEqual(texts('.detail'), ['This function is not kept any more.'])
})
