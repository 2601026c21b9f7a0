/** A stage: renders on a scripted server, and fails every test in which Vue complains. */

import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { createKernel, type Kernel, type KernelOptions } from 'mizan-client'
import { type App, createApp, type VNodeChild } from 'vue'
import { type Asked, passed, type Script, scriptedServer, settled } from '../../mizan-client/tests/scripted-server.ts'
import { mizanProvider } from '../src/index.ts'

const mizan = mizanProvider(true)

const complaints: unknown[][] = []
for (const level of ['error', 'warn'] as const) console[level] = (...args: unknown[]) => complaints.push(args)
console.info = () => {} // Suspense is an experiment, says Vue each time.

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  assert.deepEqual(complaints.splice(0), [])
})

after(() => window.close())

export interface Stage extends Omit<Script<Kernel>, 'next'> {
  /** Answer the next request, and let Vue show it. */
  answer(body: unknown, status?: number): Promise<Asked>
  /** Break the next request. */
  breakNext(): Promise<void>
  /** Do something, and let Vue show it. */
  doing(work: () => unknown): Promise<void>
  /** What can be read on the page. */
  text(): string
  /** Take the app down. */
  end(): Promise<void>
  app: App
  /** Errors that nothing caught before the app itself. */
  uncaught: unknown[]
}

interface StageOptions extends KernelOptions {
  /** Installs something else than the plugin. */
  install?: (app: App) => void
}

/** Set the stage with what a function renders. */
export async function stage(render: () => VNodeChild, { install, ...options }: StageOptions = {}): Promise<Stage> {
  const script = scriptedServer(options, createKernel)
  const uncaught: unknown[] = []
  const container = document.body.appendChild(document.createElement('div'))
  const app = createApp({ render })
  app.config.errorHandler = (error) => uncaught.push(error)
  if (install) install(app)
  else app.use(mizan, { kernel: script.kernel })
  const doing = async (work: () => unknown) => {
    await work()
    await settled()
    await passed(0)
  }
  let mounted = true
  const end = async () => {
    if (mounted) await doing(() => app.unmount())
    mounted = false
  }
  ends.push(async () => {
    await end()
    container.remove()
    script.kernel.dispose()
  })
  await doing(() => app.mount(container))
  return {
    ...script,
    app,
    doing,
    end,
    uncaught,
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
