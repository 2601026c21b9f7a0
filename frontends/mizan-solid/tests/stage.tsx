/** A stage: renders on a scripted server, and fails every test in which Solid complains. */

import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { createKernel, type Kernel, type KernelOptions } from 'mizan-client'
import type { JSX } from 'solid-js'
import { render } from 'solid-js/web'
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
  /** Answer the next request, and let Solid show it. */
  answer(body: unknown, status?: number): Promise<Asked>
  /** Break the next request. */
  breakNext(): Promise<void>
  /** Do something, and let Solid show it. */
  doing(work: () => unknown): Promise<void>
  /** What can be read on the page. */
  text(): string
  /** Take the page down. */
  end(): Promise<void>
}

interface StageOptions extends KernelOptions {
  /** Render without `<MizanContext>` around. */
  bare?: boolean
}

/** Set the stage with what a component renders, in `<MizanContext>`. */
export async function stage(page: () => JSX.Element, { bare, ...options }: StageOptions = {}): Promise<Stage> {
  const script = scriptedServer(options, createKernel)
  const container = document.body.appendChild(document.createElement('div'))
  const doing = async (work: () => unknown) => {
    await work()
    await settled()
    await settled()
  }
  let dispose = () => {}
  const end = () => doing(() => dispose())
  ends.push(async () => {
    await end()
    container.remove()
    script.kernel.dispose()
  })
  await doing(() => {
    dispose = render(() => (bare ? page() : <MizanContext kernel={script.kernel}>{page()}</MizanContext>), container)
  })
  return {
    ...script,
    doing,
    end,
    async answer(body, status) {
      const request = script.next()
      await doing(() => request.answer(body, status))
      return request
    },
    breakNext: () => doing(() => script.next().break()),
    text: () => container.textContent ?? '',
  }
}

/** Click the button with this text. */
export function click(stage: Stage, name: string): Promise<void> {
  const found = [...document.querySelectorAll('button')].find((button) => button.textContent === name)
  assert.ok(found, `There is no button ${name}.`)
  return stage.doing(() => found.click())
}
