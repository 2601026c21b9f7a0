import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonical, context, query } from '../src/index.ts'
import { scriptedServer, settled } from './scripted-server.ts'
import { posts, USER_5 } from './subjects.ts'

test('rule 11: names like __proto__ are data', async () => {
  const { kernel, next } = scriptedServer()
  const odd = query('__proto__', context('constructor', ['__proto__']))
  const entry = kernel.entry(odd, JSON.parse('{"__proto__": 1}'))
  entry.subscribe(() => {})
  await settled()
  const request = next()
  assert.deepEqual(Object.keys(request.params), ['__proto__'])
  await request.answer('{"data":{"__proto__":{"__proto__":{"polluted":true}}}}')
  assert.equal(entry.get().status, 'ready')
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

test('unchanged parts keep their identity over a refetch', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(posts, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { posts: [{ id: 1 }, { id: 2 }] } })
  const before = entry.get().data as object[]
  entry.refetch()
  await settled()
  await next().answer({ data: { posts: [{ id: 1 }, { id: 3 }] } })
  const after = entry.get().data as object[]
  assert.equal(after[0], before[0])
  assert.notEqual(after[1], before[1])
})

/** Load a value twice, as JSON text, and return what is shown before and after. */
async function reloaded(before: string, after: string): Promise<[unknown, unknown]> {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(posts, USER_5)
  entry.subscribe(() => {})
  await settled()
  await next().answer(`{"data":{"posts":${before}}}`)
  const first = entry.get().data
  entry.refetch()
  await settled()
  await next().answer(`{"data":{"posts":${after}}}`)
  return [first, entry.get().data]
}

for (const [before, after] of [
  ['{"a":{"b":[1,null]}}', '{"a":{"b":[1,null]}}'],
  ['{"a":1,"b":2}', '{"b":2,"a":1}'],
  ['{"__proto__":{"a":1},"constructor":2}', '{"__proto__":{"a":1},"constructor":2}'],
  ['[]', '[]'],
]) {
  test(`rule 10: ${before} keeps its identity`, async () => {
    const [first, second] = await reloaded(before!, after!)
    assert.equal(second, first)
  })
}

for (const [before, after] of [
  ['{"a":1}', '{"a":1,"b":2}'],
  ['{"a":1,"b":2}', '{"a":1}'],
  ['[1,2]', '[1]'],
  ['[]', '{}'],
  ['{}', '{"__proto__":{}}'],
  ['{"a":1}', '{"constructor":1}'],
  ['{"a":null}', '{"a":{}}'],
  ['[{"a":1}]', '[{"a":2}]'],
]) {
  test(`rule 10: ${before} becomes ${after}`, async () => {
    const [first, second] = await reloaded(before!, after!)
    assert.notEqual(second, first)
    assert.equal(JSON.stringify(second), after)
  })
}

test('rule 11: a member named __proto__ shares nothing with what is inherited', async () => {
  const [, second] = await reloaded('{}', '{"__proto__":{}}')
  const member = Object.getOwnPropertyDescriptor(second, '__proto__')?.value
  assert.deepEqual(Object.keys(second as object), ['__proto__'])
  assert.notEqual(member, Object.prototype)
})

test('rule 11: functions with the names of built-ins are found in an answer only if they are there', async () => {
  const { kernel, next } = scriptedServer()
  const entries = ['constructor', '__proto__', 'toString'].map((name) => kernel.entry(query(name, context('odd')), {}))
  for (const entry of entries) entry.subscribe(() => {})
  await settled()
  await next().answer('{"data":{"__proto__":1},"errors":{"toString":{"code":"FORBIDDEN","message":"No."}}}')
  assert.deepEqual(
    entries.map((entry) => entry.get().data ?? entry.get().error?.code),
    ['BAD_RESPONSE', 1, 'FORBIDDEN'],
  )
})

test('canonical JSON has one spelling per value', () => {
  const odd = JSON.parse('{"__proto__":1,"toJSON":2}')
  for (const [value, spelt] of [
    [{ b: 1, a: [1.0, -0, 1e21, 'é\n'] }, '{"a":[1,0,1e+21,"é\\n"],"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[undefined, '', true, false], '[null,"",true,false]'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ '€': 1, '\r': 2, 1: 3 }, '{"\\r":2,"1":3,"€":1}'],
    [odd, '{"__proto__":1,"toJSON":2}'],
  ] as const) {
    assert.equal(canonical(value), spelt)
  }
})
