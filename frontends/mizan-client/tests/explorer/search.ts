/** The search: plays schedules, all short ones or some long ones by chance. */

import { Page } from './page.ts'
import { checkOrder, checkPrecise, checkRest, checkTorn, finish, watcher } from './rules.ts'
import { shortened } from './shorten.ts'
import { enabled, type Scope, take } from './steps.ts'

/** A schedule: its steps, and whether everybody leaves before all that is on its way is answered. */
export interface Schedule {
  steps: readonly string[]
  early: boolean
}

/**
 * Play a schedule, which goes on with `choose` where that finds further steps, to its end. Throws where a rule breaks.
 * Returns what may come after its steps, and the state then; of states known already, the end was played before.
 */
export async function play(
  scope: Scope,
  { steps, early }: Schedule,
  known?: Set<string>,
  choose: (page: Page) => string | undefined = () => undefined,
): Promise<string[]> {
  const page = new Page(watcher, scope.retries)
  try {
    for (const step of steps) await checked(page, step, scope)
    for (let step = choose(page); step; step = choose(page)) await checked(page, step, scope)
    const next = enabled(page, scope)
    if (known) {
      const state = page.state(steps.at(-1))
      if (known.has(state)) return []
      known.add(state)
    }
    await finish(page, early)
    return next
  } finally {
    page.close()
  }
}

/** Take a step, and check what it led to. Returns false if it cannot be taken. */
async function checked(page: Page, step: string, scope: Scope): Promise<boolean> {
  const { requests } = page.server
  const before = requests.length
  const rested = page.atRest
  if (!(await take(page, step, scope))) return false
  if (!rested || !page.atRest) return true
  const [act, id] = step.split(' ')
  checkRest(page, act === 'pass' ? requests.length : before)
  if (act !== 'answer') return true
  const request = requests[Number(id) - 1]!
  checkTorn(page, request)
  checkOrder(page, request)
  checkPrecise(page, request, before)
  return true
}

/** Play a schedule that is written down; all of its steps must be possible. */
export async function replay(scope: Scope, script: string, early = false): Promise<void> {
  const steps = script.split(', ')
  const page = new Page(watcher, scope.retries)
  try {
    for (const step of steps) if (!(await checked(page, step, scope))) throw new Error(`${step} cannot happen.`)
    await finish(page, early)
  } catch (error) {
    throw await shortened(scope, { steps, early }, error as Error)
  } finally {
    page.close()
  }
}

/** Play all schedules up to a length, going on only from states that no shorter one led to. Returns how many. */
export async function exhaust(scope: Scope, length: number): Promise<number> {
  const known = new Set<string>()
  let frontier: (readonly string[])[] = [[]]
  let played = 0
  while (frontier.length && frontier[0]!.length <= length) {
    const longer: (readonly string[])[] = []
    for (const steps of frontier) {
      const schedule = { steps, early: steps.length % 2 === 0 }
      const next = await play(scope, schedule, known).catch((error) => shortened(scope, schedule, error))
      if (next instanceof Error) throw next
      played++
      for (const step of next) longer.push([...steps, step])
    }
    frontier = longer
  }
  return played
}

/** Play a schedule of chance. */
export async function gamble(scope: Scope, seed: number, length: number): Promise<void> {
  const pick = numbers(seed)
  const steps: string[] = []
  const early = seed % 2 === 0
  const choose = (page: Page) => {
    if (steps.length === length) return undefined
    const all = enabled(page, scope, true)
    // Servers answer sooner or later: every other step is theirs.
    const theirs = all.filter((step) => /^(answer|serve|pass 0|push)/.test(step))
    const from = theirs.length && pick(2) ? theirs : all
    steps.push(from[pick(from.length)]! + (pick(4) ? '' : [' &', ' +1', ' +2', ' +3', ' +6'][pick(5)]))
    return steps.at(-1)
  }
  try {
    await play(scope, { steps: [], early }, undefined, choose)
  } catch (error) {
    const told = await shortened(scope, { steps, early }, error as Error)
    throw Object.assign(told, { message: `Seed ${seed}: ${told.message}` })
  }
}

/** Numbers that are the same for the same seed. */
function numbers(seed: number) {
  let state = seed * 2654435761 + 1
  return (below: number) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0
    return ((state >>> 8) & 0xffff) % below
  }
}
