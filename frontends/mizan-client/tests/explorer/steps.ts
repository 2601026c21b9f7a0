/** Steps: what may happen on a page, as text: `show profile`, `answer 3`, `pass 0`. */

import { settle } from './clock.ts'
import type { Page } from './page.ts'
import { viewOf } from './views.ts'

/** What may happen in a family of schedules. */
export interface Scope {
  views: readonly string[]
  writes: readonly string[]
  /** Further kinds of steps that may be taken. */
  also: readonly Kind[]
  /** How many mutations there may be. */
  calls: number
  /** How often a read that may pass is sent again; never, unless it is said. */
  retries?: number
}

type Kind =
  | 'wait'
  | 'fetch'
  | 'refetch'
  | 'mount'
  | 'prefetch'
  | 'focus'
  | 'reset'
  | 'elsewhere'
  | 'fresh'
  | 'hope'
  | 'fail'
  | 'abort'
  | 'leave'
  | 'at once'

const MINUTES = 60_000

type Act = (page: Page, name: string, how?: string) => void | Promise<void>

const request = (page: Page, id: string) => page.server.requests[Number(id) - 1]!

const ACTS: Record<string, Act> = {
  show: (page, name) => page.show(name),
  hide: (page, name) => page.hide(name),
  wait: (page, name) => page.wait(name),
  fetch: (page, name) => page.fetch(name),
  refetch: (page, name) => page.shown.get(name)!.entry.refetch(),
  mount: (page, name) => page.mount(name),
  unmount: (page, name) => page.unmount(name),
  prefetch: (page, name) => page.prefetch(name),
  call: (page, write, how) => page.call(write, how === 'hopefully'),
  elsewhere: (page, write) => page.commitElsewhere(write),
  push: (page) => page.push(),
  reset: (page) => page.reset(),
  focus: (page) => page.focus(),
  pass: (page, ms) => page.clock.pass(Number(ms)),
  serve: (page, id, fresh) => page.server.serve(request(page, id), fresh === 'fresh'),
  refuse: (page, id) => page.server.fail(request(page, id), true),
  fail: (page, id) => page.server.fail(request(page, id), false),
  answer: (page, id) => page.answer(request(page, id)),
  break: (page, id) => page.break(request(page, id)),
  abort: (page, id) => page.abort(request(page, id)),
}

/** Take a step if it can be taken. `&` at its end: what follows happens in the same turn; `+2`: two turns later. */
export async function take(page: Page, step: string, scope: Scope): Promise<boolean> {
  const [, words, turns] = /^(.*?)(?: ([&+]\d*))?$/.exec(step)!
  if (!enabled(page, scope, true).includes(words!)) return false
  const [act, name = '', how] = words!.split(' ')
  await ACTS[act!]!(page, name, how)
  await settle(turns === undefined ? undefined : Number(turns.slice(1)))
  page.atRest = turns === undefined
  return true
}

/** All steps that can be taken now. With `any`, also those that would only make a search longer. */
export function enabled(page: Page, scope: Scope, any = false): string[] {
  const { shown, mounts, server, clock, elsewhere, promised } = page
  const may = (kind: Kind) => scope.also.includes(kind)
  const calls = promised.filter(({ label }) => label.startsWith('call')).length
  const steps: string[] = []
  for (const name of scope.views) {
    steps.push(shown.has(name) ? `hide ${name}` : `show ${name}`)
    if (may('wait') && !promised.some(({ label, done }) => !done && label === `wait ${name}`))
      steps.push(`wait ${name}`)
    if (may('fetch') && (any || !promised.some(({ label }) => label === `fetch ${name}`))) steps.push(`fetch ${name}`)
    if (may('refetch') && shown.has(name)) steps.push(`refetch ${name}`)
  }
  for (const name of instancesOf(scope)) {
    if (may('mount')) steps.push(mounts.has(name) ? `unmount ${name}` : `mount ${name}`)
    if (may('prefetch')) steps.push(`prefetch ${name}`)
  }
  if (calls < scope.calls) {
    for (const write of scope.writes) {
      steps.push(`call ${write}`)
      if (may('hope') && shown.size) steps.push(`call ${write} hopefully`)
    }
    if (may('reset')) steps.push('reset')
    if (may('elsewhere')) {
      for (const write of scope.writes) if (write !== 'login') steps.push(`elsewhere ${write}`)
    }
  }
  if (elsewhere.length) steps.push('push')
  if (may('focus')) steps.push('focus')
  if (clock.delays.some((delay) => delay <= 0)) steps.push('pass 0')
  if (may('focus') || scope.retries) steps.push('pass 5000')
  if (may('leave')) steps.push(`pass ${7 * MINUTES}`)
  const changing = server.open.some(({ write, served }) => write && !served)
  for (const { id, write, served } of server.open) {
    steps.push(`answer ${id}`)
    if (!served && (changing || any)) steps.push(`serve ${id}`)
    if (!served && write && may('fresh')) steps.push(`serve ${id} fresh`)
    if (!served && may('fail')) steps.push(`refuse ${id}`, `fail ${id}`)
    if (may('fail')) steps.push(`break ${id}`)
    if (may('abort') && write) steps.push(`abort ${id}`)
  }
  // In one turn with what follows, once in a row.
  if (may('at once') && page.atRest && !any) steps.push(...steps.map((step) => `${step} &`))
  return steps
}

function instancesOf({ views }: Scope): string[] {
  return [...new Set(views.map((name) => [viewOf(name).context, ...name.split('/').slice(1)].join('/')))]
}
