import './dom.mjs'
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { QueryClient } from '@tanstack/react-query'
import * as client from 'mizan-client'
import { act } from 'react'
import { bundled, examples } from '../../mizan-client/tests/readme.ts'
import { passed } from '../../mizan-client/tests/scripted-server.ts'
import * as source from '../src/index.ts'
import { KEPT } from './stage.ts'

const require = createRequire(import.meta.url)

/** A client whose timers do not outlive the test. */
class Kept extends QueryClient {
  constructor() {
    super({ defaultOptions: KEPT })
  }
}

test('the README’s page loads once, and changes with the answer to its click', async (context) => {
  const asked: string[] = []
  context.mock.method(globalThis, 'fetch', async (input: RequestInfo | URL) => {
    asked.push(String(input))
    if (String(input).includes('/context/')) return Response.json({ data: { user_profile: { name: 'Ada' } } })
    const refreshed = [{ context: 'user', params: { user_id: 5 }, data: { user_profile: { name: 'Eve' } } }]
    return Response.json({ result: null, invalidate: [], refreshed })
  })
  context.after(() => client.defaultKernel().dispose())
  context.after(() => window.close())
  const page = document.body.appendChild(document.createElement('div'))
  page.id = 'root'
  const files = examples(new URL('../README.md', import.meta.url))
  const code = await bundled(files, 'page.jsx', { format: 'cjs', packages: 'external' })
  const tanstack = { ...require('@tanstack/react-query'), QueryClient: Kept }
  const given: Record<string, unknown> = {
    'mizan-tanstack': source,
    'mizan-client': client,
    '@tanstack/react-query': tanstack,
  }
  const showing = async (text: string, work: () => unknown) => {
    await act(async () => void work())
    for (let turn = 0; turn < 100 && page.textContent !== text; turn++) await act(() => passed(10))
    assert.equal(page.textContent, text)
  }

  await showing('AdaRename', () => new Function('require', code)((name: string) => given[name] ?? require(name)))
  await showing('EveRename', () => page.querySelector('button')?.click())

  assert.equal(asked.length, 2)
})
