import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as $ from '../src/codecs.ts'
import { type AnyQuery, context, type Entry, mutation, query } from '../src/index.ts'
import type { Read } from '../src/sharing.ts'
import { uploading } from '../src/uploads.ts'
import { scriptedServer, settled } from './scripted-server.ts'

interface Event {
  at: Date
  size: bigint
  raw: Uint8Array
  note: string
}

const READ_EVENT = $.fields(() => ({ at: $.date, size: $.bigint, raw: $.bytes }))
const events = $.encoded(query('events', context('feed', ['since']), undefined, $.list(READ_EVENT)))
const post = $.encoded(mutation('post', ['feed'], READ_EVENT))
const event = (note: string, at = '2026-01-02T03:04:05.123456Z') => ({
  at,
  size: '9007199254740993',
  raw: '_-8=',
  note,
})

async function shown(descriptor: AnyQuery, ...answers: unknown[]): Promise<unknown[]> {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(descriptor, {})
  entry.subscribe(() => {})
  const seen: unknown[] = []
  for (const each of answers) {
    await settled()
    await next().answer({ data: { [descriptor.name]: each } })
    seen.push(entry.get().data)
    entry.refetch()
  }
  return seen
}

test('a query shows dates, big integers and bytes', async () => {
  const [data] = (await shown(events, [event('a')])) as [Event[]]
  const [first] = data

  assert.ok(first?.at instanceof Date)
  assert.equal(first.at.toISOString(), '2026-01-02T03:04:05.123Z')
  assert.equal(first.size, 9007199254740993n)
  assert.deepEqual(first.raw, new Uint8Array([255, 239]))
  assert.equal(first.note, 'a')
})

test('what did not change keeps its identity, dates and bytes too', async () => {
  const [one, same, other] = (await shown(
    events,
    [event('a'), event('b')],
    [event('a'), event('b')],
    [event('a'), event('c')],
  )) as [Event[], Event[], Event[]]

  assert.equal(same, one)
  assert.notEqual(other, one)
  assert.equal(other[0], one[0])
  assert.notEqual(other[1], one[1])
  assert.equal(other[1]?.at, one[1]?.at)
  assert.equal(other[1]?.raw, one[1]?.raw)
})

test('a moment or bytes that changed are shown', async () => {
  const [one, moved, filled] = (await shown(
    events,
    [event('a')],
    [event('a', '2027-01-01T00:00:00Z')],
    [{ ...event('a', '2027-01-01T00:00:00Z'), raw: 'AAA' }],
  )) as [Event[], Event[], Event[]]

  assert.notEqual(moved, one)
  assert.equal(moved[0]?.at.getUTCFullYear(), 2027)
  assert.deepEqual(filled[0]?.raw, new Uint8Array([0, 0]))
})

test('what comes with a mutation, and its result, are read', async () => {
  const { kernel, next } = scriptedServer()
  const entry = kernel.entry(events, { since: new Date(0) })
  entry.subscribe(() => {})
  await settled()
  await next().answer({ data: { events: [event('a')] } })
  const before = entry.get().data as Event[]

  const posted = kernel.call(post, { at: new Date(1), size: 5n, raw: new Uint8Array([255]), note: 'b' })
  await settled()
  const request = next()
  const params = { since: '1970-01-01T00:00:00Z' }
  await request.answer({
    result: event('b'),
    invalidate: [],
    refreshed: [{ context: 'feed', params, data: { events: [event('a'), event('b')] } }],
  })

  assert.deepEqual(request.body, {
    args: { at: '1970-01-01T00:00:00.001000Z', size: '5', raw: '_w==', note: 'b' },
    mounted: [{ context: 'feed', params }],
  })
  assert.ok((await posted).at instanceof Date)
  const after = entry.get().data as Event[]
  assert.equal(after.length, 2)
  assert.equal(after[0], before[0])
})

test('a value that came before anybody asked for it is read when somebody does', async () => {
  const { kernel, next } = scriptedServer()
  kernel.mount('feed', {})
  await settled()
  await next().answer({ data: { events: [event('a')] } })

  assert.ok((kernel.entry(events, {}).get().data as Event[])[0]?.at instanceof Date)
})

test('a fetch resolves to what is read, also where something newer is shown', async () => {
  const { kernel, next } = scriptedServer()
  const fetched = kernel.fetch(events, {})
  await settled()
  kernel.reset()
  await next().answer({ data: { events: [event('a')] } })

  assert.ok(((await fetched) as Event[])[0]?.at instanceof Date)
})

test('params are spelt in URLs as the server spells them, and equal ones share an entry', async () => {
  const { kernel, next } = scriptedServer()
  const found = $.encoded(query('found', context('search', ['at', 'id', 'key'])))
  const params = { at: new Date('2026-01-01T00:00:00.500Z'), id: 2n ** 64n, key: new Uint8Array([251, 255]) }
  kernel.entry(found, params).subscribe(() => {})
  await settled()

  assert.deepEqual(next().params, { at: '2026-01-01T00:00:00.500000Z', id: '18446744073709551616', key: '-_8=' })
  assert.equal(kernel.entry(found, structuredClone(params)), kernel.entry(found, params))
})

test('a target narrowed by a moment finds what is shown of it', async () => {
  const { kernel, next, asked } = scriptedServer()
  const day = $.encoded(query('day', context('day', ['at'])))
  kernel.entry(day, { at: new Date('2026-01-01T00:00:00Z') }).subscribe(() => {})
  await settled()
  await next().answer({ data: { day: 1 } })

  const called = kernel.call(mutation('touch'), {})
  await settled()
  await next().answer({ result: null, invalidate: [{ context: 'day', params: { at: '2026-01-01T00:00:00Z' } }] })
  await called
  await settled()

  assert.equal(asked.length, 3)
})

test('arguments beside files are spelt', async () => {
  const { kernel, next } = scriptedServer()
  void kernel
    .call($.encoded(uploading(mutation('upload'), ['file'])), { file: new Blob(['x']), size: 7n })
    .catch(() => {})
  await settled()

  const args = next().form!.get('args') as Blob
  assert.equal(await args.text(), '{"size":"7"}')
})

test('an invalid Date is not sent', async () => {
  const { kernel, asked } = scriptedServer()

  await assert.rejects(kernel.call(post, { at: new Date(Number.NaN) }), /An invalid Date cannot be sent/)
  assert.equal(asked.length, 0)
})

test('a moment without an offset is in UTC', () => {
  for (const spelling of ['2026-01-01T12:00:00', '2026-01-01T12:00:00Z', '2026-01-01T14:00:00+02:00'])
    assert.equal(($.date(spelling) as Date).toISOString(), '2026-01-01T12:00:00.000Z')
})

test('what is no string stays as it is, and keeps its identity', () => {
  const previous = { a: [1] }

  assert.equal($.date(null), null)
  assert.equal($.bigint(5), 5)
  assert.equal($.bytes({ a: [1] }, previous), previous)
  assert.equal($.list($.date)('text'), 'text')
  assert.equal($.map($.date)(null), null)
})

test('a list in place of an object, or the other way, is taken as it comes', () => {
  assert.deepEqual($.plain([], {}), [])
  assert.deepEqual($.plain({}, []), {})
  assert.deepEqual($.list($.date)([], $.fields(() => ({}))({})), [])
})

test('an empty object does not pass for the date that stood there', () => {
  const either = $.choose((next) => (typeof next === 'string' ? $.date : $.plain))
  const moment = either('2026-01-01T00:00:00Z')

  assert.ok(moment instanceof Date)
  assert.deepEqual(either({}, moment), {})
  assert.ok(!(either({}, moment) instanceof Date))
  assert.ok(!Object.hasOwn($.plain({ at: {} }, { at: moment }) as { at: unknown }, 'getTime'))
  assert.notEqual(($.plain({ at: {} }, { at: moment }) as { at: unknown }).at, moment)
})

test('members are told by what they have', () => {
  const read = $.choose((next) => ($.has(next, 'at', 'kind') ? $.fields(() => ({ at: $.date })) : $.plain))

  assert.ok((read({ at: '2026-01-01T00:00:00Z', kind: 1 }) as { at: unknown }).at instanceof Date)
  assert.equal((read({ at: '2026-01-01T00:00:00Z' }) as { at: unknown }).at, '2026-01-01T00:00:00Z')
  assert.equal($.has(null, 'at'), false)
  assert.equal($.has([], 'length'), false)
  assert.equal($.has({}, 'constructor'), false)
})

test('tuples and types that mention themselves are read', () => {
  const tree: Read = $.late(() => $.tuple($.date, $.list(tree)))
  const [at, [child]] = tree(['2026-01-01T00:00:00Z', [['2027-01-01T00:00:00Z', []]]]) as [Date, [[Date, []]]]

  assert.equal(at.getUTCFullYear(), 2026)
  assert.equal(child[0].getUTCFullYear(), 2027)
})

test('rule 11: a member called __proto__ is read as data', () => {
  const wire = JSON.parse('{"__proto__":"2026-01-01T00:00:00Z","constructor":"x"}')
  const read = $.map($.date)(wire) as object

  assert.deepEqual(Object.keys(read), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(read), Object.prototype)
  assert.equal($.fields(() => ({}))(wire, $.fields(() => ({}))(wire)) === undefined, false)
})

test('decimals are told from other texts', () => {
  assert.equal($.decimal('-1.50E+3'), '-1.50E+3')
  for (const text of ['', '1,5', '.5', 'NaN', '1.5 ']) assert.throws(() => $.decimal(text), /is no decimal number/)
})

test('without Temporal, what needs it says so; with it, every kind is read, kept and spelt', async () => {
  assert.equal('Temporal' in globalThis, false)
  assert.throws(() => $.plainDate('2026-01-01'), /has no Temporal. Load a polyfill/)

  await import('temporal-polyfill/global')
  const read = $.fields(() => ({ at: $.instant, on: $.plainDate, clock: $.plainTime, took: $.duration }))
  const times = query('times', context('times'), undefined, read)
  const wire = { at: '2026-01-02T03:04:05.123456', on: '2026-01-02', clock: '03:04:05', took: 'P1DT2H' }
  const [one, same, other] = (await shown(times, wire, { ...wire }, { ...wire, took: 'PT1H' })) as [
    Record<string, { toString(): string }>,
    unknown,
    Record<string, unknown>,
  ]

  assert.deepEqual(Object.values(one).map(String), ['2026-01-02T03:04:05.123456Z', '2026-01-02', '03:04:05', 'P1DT2H'])
  assert.equal(same, one)
  assert.equal(other['on'], one['on'])
  assert.notEqual(other['took'], one['took'])

  const { kernel, next } = scriptedServer()
  void kernel.call(mutation('set'), one).catch(() => {})
  await settled()
  assert.deepEqual(next().body?.['args'], { ...wire, at: '2026-01-02T03:04:05.123456Z' })
})

test('whatever is sent comes back as it was', async () => {
  const { kernel, next } = scriptedServer()
  const echo = $.encoded(
    mutation(
      'echo',
      [],
      $.fields(() => ({ at: $.date, size: $.bigint, raw: $.bytes })),
    ),
  )
  for (let seed = 1; seed < 300; seed++) {
    const random = (most: number) => Math.floor(((Math.sin(seed * 7919 + most) + 1) / 2) * most)
    const args = {
      at: new Date(random(253_402_300_799_999)),
      size: BigInt(random(2 ** 40)) ** 3n * (seed % 2 ? 1n : -1n),
      raw: Uint8Array.from({ length: random(40) }, (_, index) => random(256 + index)),
    }
    const answered = kernel.call(echo, args)
    await settled()
    const request = next()
    await request.answer({ result: request.body?.['args'] })
    assert.deepEqual(await answered, args)
  }
})

test('data that cannot be read is the error of its own query, and no other is the worse for it', async () => {
  const { kernel, next } = scriptedServer()
  const feed = context('feed', ['since'])
  const unread = query('unread', feed, undefined, () => {
    throw new RangeError('no such day')
  })
  const entries = [unread, query('read', feed)].map((each) => kernel.entry(each, { since: 1 }))
  const [broken, whole] = entries as [Entry, Entry]
  for (const each of entries) each.subscribe(() => {})
  await settled()
  await next().answer({ data: { unread: '2026-02-30', read: 'well' } })
  assert.deepEqual(
    [broken.get().status, broken.get().error?.message, broken.get().fetching],
    ['error', 'no such day', false],
  )
  assert.equal(whole.get().data, 'well')
})
