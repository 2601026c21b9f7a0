import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passed, settled } from '../../mizan-client/tests/scripted-server.ts'
import { record } from '../src/history.ts'
import type { CallStep, RequestStep, Step } from '../src/steps.ts'
import { login, profile, rename, scene, told, USER_5 } from './subjects.ts'

const kinds = (steps: readonly Step[]) => steps.map(({ kind }) => kind)
const last = <K extends Step['kind']>(steps: readonly Step[], kind: K) =>
  steps.findLast((step): step is Step & { kind: K } => step.kind === kind)

test('the first request is for what is shown for the first time', async () => {
  const { kernel, show } = scene()
  const history = record(kernel, () => {})
  await show()
  assert.deepEqual(kinds(history.steps), ['mount', 'request'])
  const step = last(history.steps, 'request') as RequestStep
  assert.deepEqual([step.context, step.params, step.only, step.outcome], ['user', USER_5, undefined, 'answered'])
  assert.ok(Number(step.took) >= 0)
  assert.deepEqual(told(step, history.steps), ['shown for the first time → user { user_id: 5 }'])
})

test('a refetch is traced to the mutation, its target and the entries', async () => {
  const { kernel, show, renamed, next } = scene()
  const history = record(kernel, () => {})
  await show()
  await renamed({ invalidate: [{ context: 'user', params: USER_5 }] })
  await settled()
  await next().answer({ data: { profile: { name: 'Eve' }, posts: [] } })
  const request = last(history.steps, 'request') as RequestStep
  const chain = 'rename → user { user_id: 5 } → profile, posts → user { user_id: 5 }'
  assert.deepEqual(told(request, history.steps), [chain])
  assert.deepEqual(told(last(history.steps, 'call'), history.steps), [chain])
  assert.deepEqual(request.only, ['posts', 'profile'])
})

test('fresh data that came with the answer needs no request, and the call says so', async () => {
  const { kernel, show, renamed } = scene()
  const history = record(kernel, () => {})
  await show()
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: { name: 'Eve' } }, errors: {} }]
  await renamed({ invalidate: [], refreshed })
  const call = last(history.steps, 'call')
  assert.deepEqual(told(call, history.steps), ['rename → user { user_id: 5 } → profile → arrived with the answer'])
  assert.equal(history.steps.filter(({ kind }) => kind === 'request').length, 1)
})

test('fresh data that was overtaken is asked for again, and the call says why', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  const done = kernel.call(rename, { ...USER_5, name: 'Eve' })
  await settled()
  const call = next()
  kernel.invalidate([{ function: 'profile' }])
  await settled()
  await next().answer({ data: { profile: { name: 'Newer' } } })
  const refreshed = [{ context: 'user', params: USER_5, data: { profile: { name: 'Eve' } } }]
  await call.answer({ result: null, invalidate: [], refreshed })
  await done
  await settled()
  const step = last(history.steps, 'call') as CallStep
  assert.equal(step.refreshed[0]?.overtaken, true)
  const late = 'came with the answer, but something newer was here'
  assert.deepEqual(told(step, history.steps), [
    `rename → user { user_id: 5 } → ${late} → profile → user { user_id: 5 }`,
  ])
})

test('what nobody shows is not asked for, and its later request still knows why', async () => {
  const { kernel, show, renamed, next } = scene()
  const history = record(kernel, () => {})
  const leave = await show()
  leave()
  await passed()
  await renamed({ invalidate: [{ context: 'user', params: USER_5 }] })
  const nobody = 'rename → user { user_id: 5 } → asked for when it is shown again'
  assert.deepEqual(told(last(history.steps, 'call'), history.steps), [nobody])
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  next()
  const [chain] = told(last(history.steps, 'request'), history.steps)
  assert.match(String(chain), /^rename → user { user_id: 5 } → .*profile/)
})

test('refetches and invalidations name who asked for them', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  kernel.entry(profile, USER_5).refetch()
  await settled()
  await next().answer({ data: { profile: {} } })
  history.by('devtools', () => kernel.invalidate([{ context: 'user' }]))
  await settled()
  await next().answer({ data: { profile: {}, posts: [] } })
  history.pushed()
  kernel.invalidate([{ function: 'posts' }])
  await settled()
  next()
  const requests = history.steps.filter(({ kind }) => kind === 'request').slice(1)
  assert.deepEqual(
    requests.flatMap((step) => told(step, history.steps)),
    [
      'refetch, by the page → profile → user { user_id: 5 }',
      'invalidate, by the devtools → user → profile, posts → user { user_id: 5 }',
      'live → posts → posts → user { user_id: 5 }',
    ],
  )
})

test('a login forgets everything, and what is asked for then is its doing', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  const done = kernel.call(login, { name: 'ada', password: 'sesame' })
  await settled()
  await next().answer({ result: null, invalidate: [{ all: true }] })
  await done
  await settled()
  next()
  const [chain] = told(last(history.steps, 'request'), history.steps)
  assert.match(String(chain), /^login → (everything|everything forgotten) → .*profile, posts/)
  assert.equal(last(history.steps, 'reset')?.cause, last(history.steps, 'call'))
})

test('passwords are not kept', async () => {
  const { kernel, next } = scene()
  const history = record(kernel, () => {})
  void kernel.call(login, { name: 'ada', password: 'sesame', new_password: 'x', __proto__: null })
  await settled()
  next()
  assert.doesNotMatch(JSON.stringify(history.steps), /sesame|"x"/)
  assert.equal((last(history.steps, 'call') as CallStep).args['name'], 'ada')
})

test('a failed call of which nobody knows what it did puts its contexts in doubt', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  const done = kernel.call(rename, {}).catch(() => {})
  await settled()
  await next().break()
  await done
  await settled()
  next()
  const call = last(history.steps, 'call') as CallStep
  assert.deepEqual([call.outcome, call.error?.code], ['failed', 'NETWORK_ERROR'])
  assert.deepEqual(told(call, history.steps), ['rename → user → profile, posts → user { user_id: 5 }'])
})

test('a refused call makes nothing stale', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  const done = kernel.call(rename, {}).catch(() => {})
  await settled()
  await next().answer({ error: { code: 'FORBIDDEN', message: 'No.', details: null } }, 403)
  await done
  kernel.invalidate([{ context: 'user' }])
  const call = last(history.steps, 'call') as CallStep
  assert.deepEqual(call.targets, [])
  assert.equal(last(history.steps, 'invalidate')?.by, 'page')
})

test('a request is said to be aborted by what made it useless, or by nobody looking', async () => {
  const { kernel, next, renamed } = scene()
  const history = record(kernel, () => {})
  const leave = kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  next()
  await renamed({ invalidate: [{ context: 'user', params: USER_5 }] })
  await passed()
  const [first] = history.steps.filter((step) => step.kind === 'request')
  assert.deepEqual([first?.outcome, first?.aborted], ['aborted', 'made stale by rename'])
  leave()
  await passed()
  const second = last(history.steps, 'request')
  assert.deepEqual([second?.outcome, second?.aborted], ['aborted', 'nobody shows it any more'])
})

test('what is sent again after a failure is another attempt, on the same ground', async (context) => {
  context.mock.method(Math, 'random', () => -0.49)
  const { kernel, next } = scene({ retries: 1 })
  const history = record(kernel, () => {})
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().break()
  await passed(20)
  await next().answer({ data: { profile: {} }, errors: { posts: { code: 'X', message: 'x', details: null } } })
  const steps = history.steps.filter((step) => step.kind === 'request')
  assert.deepEqual(
    steps.map(({ attempt, outcome, failed }) => [attempt, outcome, failed]),
    [
      [1, 'failed', []],
      [2, 'answered', ['posts']],
    ],
  )
  assert.deepEqual(told(steps[1], history.steps), told(steps[0], history.steps))
})

test('a fetch of the page’s own is one', async () => {
  const { kernel, next } = scene()
  const history = record(kernel, () => {})
  const done = kernel.fetch(profile, USER_5)
  await settled()
  await next().answer({ data: { profile: { name: 'Ada' } } })
  await done
  assert.deepEqual(told(last(history.steps, 'request'), history.steps), [
    'fetched by the page → profile → user { user_id: 5 }',
  ])
})

test('a call knows whose data it is expected to change', async () => {
  const { kernel, show, next } = scene()
  const history = record(kernel, () => {})
  await show()
  const optimistic = { profile: (data: object) => ({ ...data, name: 'Eve' }) }
  const done = kernel.call(rename, USER_5, { optimistic } as never)
  const [entry] = [...kernel.core.entries].filter(({ name }) => name === 'profile')
  await settled()
  const call = last(history.steps, 'call') as CallStep
  assert.deepEqual(call.optimistic, [{ name: 'profile', params: USER_5 }])
  assert.equal(history.layerOf(entry!.layers![0]!), call)
  await next().answer({ result: null, invalidate: [] })
  await done
})

test('only the newest steps are kept; none while paused or after the end', async () => {
  const { kernel, show } = scene()
  let changes = 0
  const history = record(kernel, () => changes++, 3)
  await show()
  const reset = async () => {
    kernel.reset()
    await settled()
  }
  for (let times = 0; times < 4; times++) await reset()
  assert.equal(history.steps.length, 3)
  history.clear()
  assert.equal(history.steps.length, 0)
  history.paused = true
  await reset()
  assert.equal(history.steps.length, 0)
  history.paused = false
  history.stop()
  const before = changes
  await reset()
  assert.deepEqual([history.steps.length, changes], [0, before])
})

test('a ground holds for one request: what is asked for later has its own', async () => {
  const { kernel, show, renamed, next } = scene({ contexts: { user: { staleTime: 0 } } })
  const history = record(kernel, () => {})
  await show()
  await renamed({ invalidate: [{ context: 'user', params: USER_5 }] })
  await settled()
  await next().answer({ data: { profile: { name: 'Eve' }, posts: [] } })
  await passed(10)
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  next()
  assert.deepEqual(told(last(history.steps, 'request'), history.steps), [
    'older than its staleTime → profile → user { user_id: 5 }',
  ])
})
