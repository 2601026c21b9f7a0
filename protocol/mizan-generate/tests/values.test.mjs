/** Dates, bytes and big integers from a real server to a real component, and back. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Project, until } from './project.mjs'

const MAIN = `from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from mizan_core.types import BigInt
from mizan_fastapi import client, install, register
from pydantic import BaseModel


class Event(BaseModel):
    id: BigInt
    at: datetime
    raw: bytes
    title: str


EVENTS = [Event(id=2**60 + number, at=datetime(2026, 1, number, tzinfo=UTC), raw=bytes([250, number]), title="x") for number in (1, 2)]


@register
@client(context="feed")
def events(since: datetime, upto: BigInt) -> list[Event]:
    return [each for each in EVENTS if each.at >= since and each.id <= upto]


@register
@client(context="feed")
def count() -> int:
    return len(EVENTS)


@register
@client(affects="feed")
def move(id: BigInt, by: int, raw: bytes, at: datetime) -> Event:
    (event,) = [each for each in EVENTS if each.id == id]
    event.at, event.raw = at + timedelta(hours=by), raw
    return event


app = FastAPI()
install(app)
`

/** Makes a page for React; its types are those of another platform. */
const PAGE = new URL('../../../frontends/mizan-react/tests/dom.mjs', import.meta.url).href

const project = new Project()
/** @type {any} */
let api
let baseUrl = ''
/** @type {() => void} */
let stop = () => {}

before(async () => {
  symlinkSync(fileURLToPath(new URL('../../../node_modules/', import.meta.url)), project.path('node_modules'))
  project.write('main.py', MAIN).config({
    source: { fastapi: { module: 'main' } },
    output: 'api',
    ...{ dates: 'Date', bytes: 'Uint8Array', bigint: 'bigint' },
  })
  const { status, stderr } = project.run()
  assert.equal(status, 0, stderr)
  await import(PAGE)
  api = await import(pathToFileURL(project.path('api/index.js')).href)
  const port = await freePort()
  const server = spawn('python', ['-m', 'uvicorn', 'main:app', '--port', String(port)], {
    cwd: project.folder,
    env: project.env,
  })
  let said = ''
  server.stderr.on('data', (text) => (said += text))
  stop = () => server.kill()
  await until(
    () => said.includes('Uvicorn running'),
    () => said,
    60_000,
  )
  baseUrl = `http://127.0.0.1:${port}/api/mizan`
  api.configure({ baseUrl })
})

after(() => {
  stop()
  project.remove()
})

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const SINCE = new Date('2026-01-01T00:00:00Z')
const UPTO = 2n ** 62n

test('a fetch and a call give and take values as the page has them', async () => {
  const [first] = await api.fetchEvents({ since: SINCE, upto: UPTO })

  assert.deepEqual(first, { id: 2n ** 60n + 1n, at: SINCE, raw: new Uint8Array([250, 1]), title: 'x' })

  const moved = await api.callMove({ id: first.id, by: 0, raw: first.raw, at: first.at })
  assert.deepEqual(moved, first)
})

test('a component shows them, and a write freshens only what it changed', async () => {
  const require = createRequire(join(project.folder, 'api/react.js'))
  const { act, createElement } = await import(pathToFileURL(require.resolve('react')).href)
  const { createRoot } = await import(pathToFileURL(require.resolve('react-dom/client')).href)
  /** @type {any[][]} */
  const seen = []
  /** @type {any} */
  let move
  function Events() {
    const events = api.useEvents()
    const { mutate } = api.useMove()
    if (seen.at(-1) !== events) seen.push(events)
    move = mutate
    return events.map((/** @type {any} */ { at, id }) => `${at.getUTCDate()}:${id % 10n} `)
  }
  const { document } = /** @type {any} */ (globalThis)
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  const tree = () =>
    createElement(
      api.MizanContext,
      { fallback: 'wait', baseUrl },
      createElement(api.FeedContext, { since: new Date(SINCE), upto: UPTO }, createElement(Events)),
    )
  await act(() => root.render(tree()))
  const shown = () => document.body.textContent
  await act(() => untilShown(() => shown() !== 'wait'))
  const before = shown()
  // the same params, as other objects
  await act(() => root.render(tree()))
  assert.equal(seen.length, 1)

  const [one, two] = seen[0] ?? []
  const result = await act(() => move({ id: two.id, by: 24, raw: new Uint8Array([1, 2, 3]), at: two.at }))

  assert.equal(before, '1:7 2:8 ')
  assert.equal(shown(), '1:7 3:8 ')
  const [still, moved] = seen.at(-1) ?? []
  assert.equal(still, one)
  assert.notEqual(moved, two)
  assert.deepEqual(moved, result)
  assert.deepEqual(moved.raw, new Uint8Array([1, 2, 3]))
  await act(() => root.unmount())
})

/** @param {() => boolean} condition */
async function untilShown(condition) {
  for (let turn = 0; turn < 500 && !condition(); turn++) await new Promise((resolve) => setTimeout(resolve, 10))
}
