import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type KernelEvent, tap } from '../src/tap.ts'
import { passed, scriptedServer, settled } from './scripted-server.ts'
import { login, profile, rename, USER_5 } from './subjects.ts'

test('a tap hears why each request was sent, and of all that was shown', async () => {
  const { kernel, next } = scriptedServer()
  const heard: string[] = []
  const stop = tap(kernel, ({ type }) => heard.push(type))
  const leave = kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' } })
  assert.deepEqual(heard.splice(0), ['mounted', 'sent', 'shown', 'done', 'shown'])
  const done = kernel.call(rename, {})
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'user' }] })
  await done
  await settled()
  assert.deepEqual(heard.splice(0), ['called', 'answered', 'stale', 'sent', 'shown'])
  leave()
  await passed()
  assert.deepEqual(heard.splice(0), ['mounted', 'shown', 'done'])
  const logged = kernel.call(login, {})
  await settled()
  next()
  await next().answer({ result: null, invalidate: [{ all: true }] })
  await logged
  assert.ok(heard.includes('epoch'))
  stop()
  heard.length = 0
  kernel.reset()
  assert.deepEqual(heard, [])
})

test('a tap is given what an event is of', async () => {
  const { kernel, next } = scriptedServer()
  const heard: KernelEvent[] = []
  tap(kernel, (event) => heard.push(event))
  kernel.entry(profile, USER_5).subscribe(() => {})
  await settled()
  await next().answer({ data: { profile: 'Ada' }, topic: '0.1.a' })
  kernel.invalidate([{ context: 'user', params: USER_5 }])
  const stale = heard.find(({ type }) => type === 'stale')
  assert.ok(stale?.type === 'stale')
  const [entry, target] = stale.what
  assert.equal(entry.name, 'profile')
  assert.deepEqual(target, { context: 'user', params: USER_5 })
  const done = heard.find(({ type }) => type === 'done')
  assert.ok(done?.type === 'done')
  assert.deepEqual(done.what, [
    { context: 'user', params: USER_5, only: undefined },
    { data: { profile: 'Ada' }, topic: '0.1.a' },
  ])
})

test('taps may leave in any order, and one that throws is reported and stops nobody', async (context) => {
  const reported: unknown[] = []
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) })
  context.after(() => Reflect.deleteProperty(globalThis, 'reportError'))
  const { kernel } = scriptedServer()
  const heard: string[] = []
  const one = tap(kernel, () => heard.push('one'))
  const two = tap(kernel, () => heard.push('two'))
  tap(kernel, () => {
    throw new Error('mine')
  })
  one()
  kernel.reset()
  assert.deepEqual(heard.splice(0), ['two'])
  assert.equal(reported.length, 1)
  two()
  kernel.reset()
  assert.deepEqual(heard, [])
})
