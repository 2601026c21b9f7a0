/** A stage: compiles components, mounts them on a scripted server, and fails every test in which Svelte complains. */

import assert from 'node:assert/strict'
import { after, afterEach } from 'node:test'
import { transformSync } from 'esbuild'
import { createKernel, type Kernel, type KernelOptions } from 'mizan-client'
import * as svelte from 'svelte'
import { compile, compileModule } from 'svelte/compiler'
import { type Asked, type Script, scriptedServer, settled } from '../../mizan-client/tests/scripted-server.ts'
import * as api from './app.ts'

const client = await import('svelte/internal/client' as string) // it has no types

type Component = svelte.Component<Record<string, unknown>>

const complaints: unknown[][] = []
for (const level of ['error', 'warn'] as const) console[level] = (...args: unknown[]) => complaints.push(args)

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  assert.deepEqual(complaints.splice(0), [])
})

after(() => window.close())

/** Make a component that may import `./api`, and others as `./Name.svelte`. */
export function component(source: string, others: Record<string, Component> = {}, options = {}): Component {
  const modules = Object.fromEntries(Object.entries(others).map(([name, each]) => [`./${name}.svelte`, each]))
  return loaded(compiled(source, options), { './api': api, ...modules })['default'] as Component
}

/** Compile a component, strictly. */
export function compiled(source: string, { async = false } = {}): string {
  const { js, warnings } = compile(source, { runes: true, dev: true, experimental: { async } })
  assert.deepEqual(warnings, [])
  return js.code
}

/** Run a module that may import Svelte and these modules. */
export function loaded(code: string, modules: Record<string, unknown>): Record<string, unknown> {
  const given: Record<string, unknown> = { svelte, 'svelte/internal/client': client, ...modules }
  const module = { exports: {} as Record<string, unknown> }
  const { code: text } = transformSync(code, { format: 'cjs' })
  new Function('require', 'module', text)((name: string) => given[name] ?? {}, module)
  return module.exports
}

const { code } = compileModule(
  'export const reactive = (value) => { const state = $state(value); return state }',
  {},
).js

/** Make an object whose members components follow. */
export const reactive = loaded(code, {})['reactive'] as <T extends object>(value: T) => T

export interface Stage extends Omit<Script<Kernel>, 'next'> {
  /** Answer the next request, and let Svelte show it. */
  answer(body: unknown, status?: number): Promise<Asked>
  /** Break the next request. */
  breakNext(): Promise<void>
  /** Do something, and let Svelte show it. */
  doing(work: () => unknown): Promise<void>
  /** What can be read on the page. */
  text(): string
  /** Take the page down. */
  end(): Promise<void>
}

interface StageOptions extends KernelOptions {
  /** Mount without `setMizan` above. */
  bare?: boolean
}

const ROOT = component(`
  <script>
    import { untrack } from 'svelte'
    import { setMizan } from './api'
    const { kernel, Page, props } = $props()
    setMizan(untrack(() => ({ kernel })))
  </script>
  <Page {...props} />
`)

/** Set the stage with a component, or with the source of one. */
export async function stage(
  page: Component | string,
  props: Record<string, unknown> = {},
  { bare, ...options }: StageOptions = {},
): Promise<Stage> {
  const script = scriptedServer(options, createKernel)
  const Page = typeof page === 'string' ? component(page) : page
  const target = document.body.appendChild(document.createElement('div'))
  const doing = async (work: () => unknown) => {
    await work()
    await settled()
    await settled()
  }
  let mounted: Record<string, unknown> | undefined
  const end = async () => {
    const done = mounted
    mounted = undefined
    if (done) await doing(() => svelte.unmount(done))
  }
  ends.push(async () => {
    await end()
    target.remove()
    script.kernel.dispose()
  })
  await doing(() => {
    mounted = bare
      ? svelte.mount(Page, { target, props })
      : svelte.mount(ROOT, { target, props: { kernel: script.kernel, Page, props } })
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
    text: () => (target.textContent ?? '').replaceAll(/\s+/g, ' ').trim(),
  }
}

/** Click the button with this text. */
export function click(stage: Stage, name: string): Promise<void> {
  const found = [...document.querySelectorAll('button')].find((button) => button.textContent === name)
  assert.ok(found, `There is no button ${name}.`)
  return stage.doing(() => found.click())
}
