/** Calls: one function fetched or called for somebody who waits for the answer. */

import { applyAnswer } from './answers.ts'
import type { Core } from './core.ts'
import type { AnyMutation, AnyQuery, Optimistic } from './descriptors.ts'
import { entryOf, instances } from './directory.ts'
import type { MizanError } from './errors.ts'
import { board } from './flights.ts'
import type { Params } from './keys.ts'
import { type Laid, layOver, lift } from './layers.ts'
import { fetchBundle } from './retry.ts'
import { write } from './snapshots.ts'
import { doubt } from './staleness.ts'
import { type CallAnswer, type Instance, type SendOptions, slotIn } from './transport.ts'

export interface CallOptions<Affected = object> extends SendOptions {
  /** What to show until the answer is there, by the names of the queries affected. */
  optimistic?: Optimistic<Affected> | undefined
  /** Keep the call for later while the server cannot be reached, as `mizan-client/offline` does. */
  queue?: boolean | undefined
}

/** Fetch a query afresh; its entry takes the answer too. */
export async function fetchQuery(
  core: Core,
  query: AnyQuery,
  params: Params,
  options: SendOptions = {},
): Promise<unknown> {
  const entry = entryOf(core, query, params, false)
  const start = ++core.now
  const slot = slotIn(await fetchBundle(core, entry.home, [query.name], options), query.name)
  if (slot.error) throw slot.error
  // What another identity asked for is older than the change that made everything stale.
  if (start >= entry.staleAt) {
    board(core, entry)
    write(core, entry, slot, start)
  }
  return query.read(slot.data)
}

/** Call a mutation, and put in place what its answer brings. */
export async function callMutation(
  core: Core,
  mutation: AnyMutation,
  args: Params,
  options: CallOptions = {},
): Promise<unknown> {
  const { contexts } = mutation
  const start = ++core.now
  const laid: Laid = new Map()
  let sent: Promise<CallAnswer> | undefined
  core.flying++
  try {
    layOver(core, laid, options.optimistic ?? {}, mutation.scope?.(args) ?? args)
    // Arguments that cannot be sent throw here, before anything is in doubt.
    sent = core.transport.call(mutation, args, mountedOf(core, contexts), options)
    const answer = await sent
    const answered = ++core.now
    for (const layer of laid.values()) layer.until = answered
    applyAnswer(core, answer, start)
    lift(core, laid, answered)
    return mutation.read(answer.result)
  } catch (error) {
    const { status } = error as MizanError
    lift(core, laid)
    if (sent && !(status >= 400 && status < 500)) doubt(core, contexts)
    throw error
  } finally {
    if (!--core.flying) core.stale = [] // what is asked for from now on knows of all that
  }
}

function mountedOf(core: Core, contexts: readonly string[]): Instance[] {
  return [...instances(core)]
    .filter(({ observers, context }) => observers && (contexts[0] === '*' || contexts.includes(context)))
    .map(({ context, params }) => ({ context, params }))
}
