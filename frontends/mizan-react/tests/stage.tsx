/** A stage: renders components on a scripted server, and fails every test in which React complains. */

import './dom.mjs'
import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { createKernel, type Kernel, type KernelOptions } from 'mizan-client'
import { act, type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { type Asked, type Script, scriptedServer, settled } from '../../mizan-client/tests/scripted-server.ts'
import { mizanProvider } from '../src/index.ts'

const MizanContext = mizanProvider(true)

const complaints: unknown[][] = []
for (const level of ['error', 'warn'] as const) console[level] = (...args: unknown[]) => complaints.push(args)

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  assert.deepEqual(complaints.splice(0), [])
})

after(() => window.close())

export interface Stage extends Omit<Script<Kernel>, 'next'> {
  /** Answer the next request, and let React show it. */
  answer(body: unknown, status?: number): Promise<Asked>
  /** Break the next request. */
  breakNext(): Promise<void>
  /** Do something, and let React show it. */
  doing(work: () => unknown): Promise<void>
  /** What can be read on the page. */
  text(): string
  show(element: ReactNode): Promise<void>
  /** Errors that a boundary caught. */
  caught: unknown[]
}

interface StageOptions extends KernelOptions {
  strict?: boolean
  /** Render without `<MizanContext>` around. */
  bare?: boolean
}

/** Set the stage with an element in `<MizanContext>`.  */
export async function stage(element: ReactNode, { strict, bare, ...options }: StageOptions = {}): Promise<Stage> {
  const script = scriptedServer(options, createKernel)
  const caught: unknown[] = []
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container, { onCaughtError: (error) => caught.push(error) })
  const doing = async (work: () => unknown) =>
    act(async () => {
      await work()
      await settled()
    })
  const show = (shown: ReactNode) => {
    const inner = bare ? shown : <MizanContext kernel={script.kernel}>{shown}</MizanContext>
    return doing(() => root.render(strict ? <StrictMode>{inner}</StrictMode> : inner))
  }
  ends.push(async () => {
    await doing(() => root.unmount())
    container.remove()
    script.kernel.dispose()
  })
  await show(element)
  return {
    ...script,
    caught,
    doing,
    show,
    async answer(body, status) {
      const request = script.next()
      await doing(() => request.answer(body, status))
      return request
    },
    breakNext: () => doing(() => script.next().break()),
    text: () => readable(container),
  }
}

/** Click the button with this text. */
export function click(stage: Stage, name: string, container: ParentNode = document): Promise<void> {
  const found = [...container.querySelectorAll('button')].find((button) => button.textContent === name)
  assert.ok(found, `There is no button ${name}.`)
  return stage.doing(() => found.click())
}

function readable(node: Node): string {
  if (node.nodeType === 3) return node.textContent ?? ''
  if ((node as HTMLElement).style?.display === 'none') return ''
  return [...node.childNodes].map(readable).join('')
}
