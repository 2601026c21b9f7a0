/** Rules: what must hold whenever somebody looks, whenever all is at rest, and once a schedule is over. */

import { canonical, type Params } from '../../src/index.ts'
import { settle } from './clock.ts'
import type { Hope, Page, Shown, Watcher } from './page.ts'
import { hits, label, READS, type Request, spell, type Value, WRITES } from './server.ts'
import { instanceOf } from './views.ts'

type Bundle = Record<string, Value>

/** What the kernel did and must not. */
export class Violation extends Error {}

function demand(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Violation(message)
}

/** Look whenever the kernel calls back. While several things happen at once, it need not have heard of all of them. */
export const watcher: Watcher = {
  told(page, { name }, isNew) {
    if (!page.atRest) return
    demand(isNew, `${name} was told of nothing new`)
    for (const view of page.shown.values()) {
      checkValue(page, view, `when ${name} was told`)
      checkFresh(page, view, `when ${name} was told`)
    }
    if (page.answered) checkTorn(page, page.answered)
  },
  called(page, write) {
    if (!page.atRest) return
    for (const view of page.shown.values()) checkFresh(page, view, `when call ${write} was over`)
  },
}

/** Check a page at rest, where this many requests had been sent before the step. */
export function checkRest(page: Page, before: number): void {
  if (page.broken) throw page.broken
  const sent = page.server.requests.slice(before).filter(({ place }) => place)
  const places = sent.map(({ place }) => canonical(place))
  demand(new Set(places).size === places.length, `more than one request went out at once: ${sent.map(label)}`)
  for (const view of page.shown.values()) {
    checkValue(page, view, 'at rest')
    checkFresh(page, view, 'at rest')
    checkAsking(page, view)
    for (const hope of page.hopes) checkHope(view, hope)
  }
}

/** What is shown is what was served, to who calls now, with what is hoped. */
function checkValue(page: Page, { entry, name }: Shown, when: string): void {
  const { data } = entry.get() as { data: Value | undefined }
  if (!data) return
  const { hopes, ...served } = data
  demand(data.by >= page.identity, `${name} shows data of identity ${data.by} ${when}, after ${page.identity} came`)
  demand(JSON.stringify(served) === spell(data), `${name} is not what was served: ${JSON.stringify(data)}`)
  for (const { id, over, request } of page.hopes) {
    if (![...over].some((view) => view.name === name)) continue
    const { ended = 200, commit = Number.POSITIVE_INFINITY } = request() ?? {}
    const kept = hopes?.includes(id) || data.read >= commit
    demand(kept || ended !== 200, `${name} shows what was before call ${id} again ${when}`)
  }
}

/** Nothing is shown for good that is older than an invalidation. */
function checkFresh(page: Page, view: Shown, when: string): void {
  const { status, data, fetching } = view.entry.get()
  if (status !== 'ready' || fetching) return
  const [read, due] = [(data as Value).read, page.due(view)]
  demand(read >= due, `${view.name} shows commit ${read} ${when} and asks for nothing, though ${due} was heard of`)
}

/** Who has nothing is being served, and who says so is. */
function checkAsking(page: Page, view: Shown): void {
  const { name, entry, seen } = view
  const snapshot = entry.get()
  demand(snapshot === entry.get() && snapshot === seen, `${name} has another snapshot and was not told`)
  demand(snapshot.fetching || snapshot.status !== 'pending', `${name} waits and nothing is asked for`)
  const asked = page.server.open.some((request) => serves(request, view)) || isPausing(page)
  demand(!snapshot.fetching || asked, `${name} says that it is fetching and nothing is asked for`)
}

/** Tell whether something is sent again after a pause. */
function isPausing({ retries, clock }: Page): boolean {
  return retries > 0 && clock.delays.some((delay) => delay > 0 && delay <= 300 * 2 ** retries)
}

/** What is hoped for is shown while its call runs, and until fresh data is there; not after the call failed. */
function checkHope({ entry, name }: Shown, { id, over, gone, request }: Hope): void {
  const { data, fetching, status } = entry.get() as { data?: Value; fetching: boolean; status: string }
  const shown = data?.hopes?.includes(id)
  const { ended } = request() ?? {}
  demand(!shown || !gone, `${name} shows what who signed out hopes for`)
  if (ended === undefined) {
    const meant = [...over].some((view) => view.name === name)
    demand(shown || !meant || !data, `${name} does not show what call ${id} hopes for`)
  } else if (ended === 200) demand(!shown || fetching || status === 'error', `${name} still hopes for call ${id}`)
  else demand(!shown, `${name} hopes for call ${id}, which failed`)
}

function serves({ place, only }: Request, { context, params, query }: Shown): boolean {
  if (place?.context !== context || (only && !only.includes(query.name))) return false
  return agrees(query.params, place.params, params)
}

function agrees(names: readonly string[], one: Params, other: Params): boolean {
  return names.every((name) => one[name] === other[name])
}

/** Check after the answer to a whole context: who shows its data shows it together, unless they have something newer. */
export function checkTorn(page: Page, { begun, place, only, served, ended }: Request): void {
  if (!place || only || ended !== 200) return
  const bundle = served!.body['data'] as Bundle
  const overtaken = (view: Shown) =>
    page.server.requests.some((each) =>
      each.write
        ? each.over! > begun && bringsFresh(each, view)
        : each.begun > begun && each.over && serves(each, view),
    )
  const views = [...page.shown.values()].filter(
    (view) => view.context === place.context && canonical(view.params) === canonical(place.params) && !overtaken(view),
  )
  const reads = views.map(({ entry, query }) => ({ ...entry.get(), own: bundle[query.name]!.read }))
  const isNew = reads.some(({ data, own }) => data && (data as Value).read === own)
  for (const { status, data, fetching, own } of reads) {
    const behind = isNew && status === 'ready' && !fetching && (data as Value).read < own
    demand(!behind, `${canonical(place)} is torn: ${views.map(({ name }) => name)}`)
  }
}

/** Check after the answer to a read: what a younger one brought stays. */
export function checkOrder(page: Page, { begun, place, served, ended }: Request): void {
  // What is sent again is as old as its first attempt.
  if (!place || ended !== 200 || page.retries) return
  const valueIn = ({ served }: Request, { query }: Shown) => (served?.body['data'] as Bundle | undefined)?.[query.name]
  for (const [view, before] of page.before) {
    const now = (view.entry.get().data as Value | undefined)?.read
    const known = (before as Value | undefined)?.read
    if (now === known || now !== valueIn({ served } as Request, view)?.read) continue
    const younger = page.server.requests.find(
      (each) => each.begun > begun && each.ended === 200 && each.place && serves(each, view),
    )
    const replaced = younger && valueIn(younger, view)?.read === known
    demand(!replaced, `${view.name} shows an older answer in place of a younger one`)
  }
}

/** Tell whether a mutation's answer brought a view's value along. */
function bringsFresh({ served }: Request, { context, params, query }: Shown): boolean {
  const refreshed = (served?.body['refreshed'] ?? []) as { context: string; params: Params; data: object }[]
  return refreshed.some((each) => {
    return each.context === context && query.name in each.data && agrees(query.params, each.params, params)
  })
}

/** Check after the answer to a mutation that all went well: only what it made stale is asked for. */
export function checkPrecise(page: Page, { write, ended }: Request, before: number): void {
  if (!write || ended !== 200) return
  for (const { place, only } of page.server.requests.slice(before)) {
    if (!place) continue
    const names = only ?? [...READS.values()].filter(({ context }) => context === place.context).map(({ name }) => name)
    const meant = names.some((name) => hits(WRITES[write]!.targets, place, name))
    demand(meant, `call ${write} asked for ${canonical(place)}, which it left alone`)
  }
}

/** Answer everything in turn, and see that all ended as it must; `early`, after everybody left. */
export async function finish(page: Page, early: boolean): Promise<void> {
  while (page.elsewhere.length) page.push()
  await settle()
  if (early) await leave(page)
  await calmDown(page)
  if (!early) await comeBack(page)
  await calmDown(page)
  for (const { label, done } of page.promised) demand(done, `${label} never ended`)
  for (const view of page.shown.values()) checkTruth(page, view)
  await leave(page)
  await page.clock.pass(20 * 60_000)
  const { entries, groups } = page.kernel.core
  const kept = entries.size + [...groups.values()].reduce((sum, { instances }) => sum + instances.size, 0)
  demand(!kept && !page.clock.waiting, 'everything was left long ago and something is still kept')
  if (page.broken) throw page.broken
}

/** Take everything down: what is asked for then is what somebody waits for all the same. */
async function leave(page: Page): Promise<void> {
  for (const name of [...page.shown.keys()]) page.hide(name)
  for (const name of [...page.mounts.keys()]) page.unmount(name)
  await page.clock.pass(0)
  // Who waits for what is there, and stale, has it asked for and is answered at once.
  const awaited = page.promised.filter(({ done, label }) =>
    label.startsWith('fetch') ? !done : !label.startsWith('call'),
  )
  for (const request of page.server.open) {
    const { place } = request
    const isAwaited = awaited.some(({ label }) => instanceOf(label.split(' ')[1]!).context === place?.context)
    demand(!place || isAwaited, `nobody is left and there is still a request: ${label(request)}`)
  }
}

async function calmDown(page: Page): Promise<void> {
  for (let rounds = 0; ; rounds++) {
    demand(rounds < 50, 'it asks again and again')
    await page.clock.pass(5000)
    const before = page.server.requests.length
    const next = page.server.open[0]
    if (!next) return
    page.atRest = true
    page.answer(next)
    await settle()
    checkRest(page, before)
    checkTorn(page, next)
    checkOrder(page, next)
  }
}

/** What broke on its way is asked for again when the page comes back; what was refused, when somebody asks. */
async function comeBack(page: Page): Promise<void> {
  page.focus()
  await page.clock.pass(5000)
  for (const { name, entry } of page.shown.values()) {
    const { error, status, fetching } = entry.get()
    if (status !== 'error') continue
    demand(fetching === (error.code !== 'REFUSED'), `${name} failed with ${error.code} before the page came back`)
    if (!fetching) entry.refetch()
  }
  await settle()
}

function checkTruth(page: Page, view: Shown): void {
  const { name, entry, query } = view
  const { status, data, fetching } = entry.get()
  demand(status === 'ready' && !fetching, `${name} is ${status} in the end`)
  const { read, by, hopes } = data as Value
  const truth = page.server.changed(view, query.name)
  demand(read >= truth, `${name} shows commit ${read} in the end, not ${truth}`)
  demand(by === page.server.identity, `${name} shows data of identity ${by} in the end`)
  demand(!hopes, `${name} shows what was hoped for in the end`)
}
