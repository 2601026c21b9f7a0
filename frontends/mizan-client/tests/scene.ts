/** A scene: parts of a page that some framework shows, and a server that answers in the order of a race. */

import assert from 'node:assert/strict'
import type { AnyQuery, Kernel } from 'mizan-client'
import type { Asked } from './scripted-server.ts'

/** A part: `profile@5`, `posts@5`; `pair@5` shows both. `await profile@5` waits for data, `provided profile@5` has a provider. */
export interface Part {
  /** What stands before its value: all but how it is made. */
  label: string
  kind: 'profile' | 'posts' | 'pair'
  params: { user_id: number }
  awaits: boolean
  provided: boolean
}

export function partOf(text: string): Part {
  const [, how, kind, id] = /^(?:(await|provided) )?(\w+)@(\d+)$/.exec(text)!
  return {
    label: `${kind}@${id}`,
    kind: kind as Part['kind'],
    params: { user_id: Number(id) },
    awaits: how === 'await',
    provided: how === 'provided',
  }
}

/** What any framework's state of a query holds. */
export interface State {
  readonly status: string
  readonly data: unknown
  readonly error: unknown
  readonly fetching: boolean
}

/** Say what a state shows: `…` while there is nothing, `*` while it is asked for again. */
export function sayState({ status, data, error, fetching }: State): string {
  if (status === 'pending') return '…'
  const code = error ? ` !${(error as { code: string }).code}` : ''
  return `${data ?? ''}${code}${fetching ? '*' : ''}`
}

/** The calls of a component's mutation hooks. */
export interface Actions {
  rename(args: { name: string }, options?: object): Promise<unknown>
  logout(): Promise<unknown>
}

/** What a framework's tests bring along. */
export interface Setting {
  kernel: Kernel
  asked: Asked[]
  /** The query of profiles as its components use it. */
  profile: AnyQuery
  actions: Actions
  /** What a part said whenever it was rendered, by its label. */
  said: Map<string, string[]>
  refetchers: Map<string, () => void>
  doing(work: () => unknown): Promise<void>
  text(): string
  /** Show these parts, one list after the other, with no time between. */
  show(...lists: string[][]): Promise<void>
  /** The same in a transition, where there is such a thing. */
  transit(parts: string[]): Promise<void>
  /** Put the parts aside as the framework does, or take them away; or bring them back. */
  park(away: boolean): Promise<void>
}

/** Note what a part says. Returns it. */
export function say(said: Setting['said'], label: string, text: string): string {
  const before = said.get(label) ?? []
  if (before.at(-1) !== text) said.set(label, [...before, text])
  return text
}

export type Scene = Awaited<ReturnType<typeof sceneIn>>

/** Set a scene, whose global context is loaded. */
export async function sceneIn(setting: Setting) {
  const { asked, doing, actions, said, refetchers } = setting
  const looked = new Set<Asked>()
  const take = (path: string): Asked => {
    const found = asked.find((request) => request.path === path && !looked.has(request))
    assert.ok(found, `No further ${path} was asked for.`)
    looked.add(found)
    return found
  }
  const last = (path: string): Asked => {
    const found = asked.filter((request) => request.path === path).at(-1)!
    for (const request of asked) if (request.path === path) looked.add(request)
    return found
  }
  const give = (request: Asked, body: unknown, status = 200) => doing(() => request.answer(body, status))
  const call = async (made: () => Promise<unknown>) => {
    let done: Promise<unknown> = Promise.resolve()
    await doing(() => {
      done = made()
      done.catch(() => {})
    })
    return { done }
  }
  await give(take('context/global'), { data: { motd: 'hi' } })
  return {
    ...setting,
    text: () => setting.text().replaceAll(/\s+/g, ' ').trim(),
    /** The next request for this path that was not looked at. */
    take,
    /** The newest one, which makes the others looked at. */
    last,
    taken: (path: string) => asked.filter((request) => request.path === path),
    give,
    answer: (path: string, body: unknown, status = 200) => give(take(path), body, status),
    fail: (path: string) => doing(() => take(path).break()),
    rename: (options?: object) => call(() => actions.rename({ name: 'new' }, options)),
    logout: () => call(() => actions.logout()),
    refetch: (label: string) => doing(() => refetchers.get(label)!()),
    seen: (label: string) => said.get(label) ?? [],
    asksNothing() {
      const further = asked.filter((request) => !looked.has(request) && !request.signal.aborted)
      assert.deepEqual(
        further.map(({ path, only }) => [path, only]),
        [],
      )
    },
  }
}
