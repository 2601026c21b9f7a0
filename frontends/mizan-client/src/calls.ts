/** Calls: one function fetched or called for somebody who waits for the answer. */

import { applyAnswer } from './answers.ts'
import type { Core } from './core.ts'
import type { AnyMutation, AnyQuery } from './descriptors.ts'
import { entryOf } from './directory.ts'
import type { MizanError } from './errors.ts'
import { detach } from './flights.ts'
import type { Params } from './keys.ts'
import { fetchBundle } from './retry.ts'
import { write } from './snapshots.ts'
import { doubt } from './staleness.ts'
import { type Instance, type SendOptions, slotIn } from './transport.ts'

/** Fetch a query afresh; its entry takes the answer too. */
export async function fetchQuery(core: Core, query: AnyQuery, params: Params, options: SendOptions): Promise<unknown> {
  const entry = entryOf(core, query, params, false)
  const start = ++core.now
  const slot = slotIn(await fetchBundle(core, entry, [query.name], options), query.name)
  if (slot.error) throw slot.error
  // What another identity asked for is older than the change that made everything stale.
  if (start >= entry.staleAt) {
    detach(core, entry)
    write(core, entry, slot, start)
  }
  return query.read(slot.data)
}

/** Call a mutation, and put in place what its answer brings. */
export async function callMutation(
  core: Core,
  { name, contexts, files, read }: AnyMutation,
  args: Params,
  options: SendOptions,
): Promise<unknown> {
  const start = ++core.now
  // Arguments that cannot be sent throw here, before anything is in doubt.
  const sent = core.transport.call(name, args, files, mountedOf(core, contexts), options)
  const answer = await sent.catch((error: MizanError) => {
    if (!(error.status >= 400 && error.status < 500)) doubt(core, contexts)
    throw error
  })
  applyAnswer(core, answer, start)
  return read(answer.result)
}

function mountedOf(core: Core, contexts: readonly string[]): Instance[] {
  return [...core.instances.values()]
    .filter(({ observers, context }) => observers && (contexts[0] === '*' || contexts.includes(context)))
    .map(({ context, params }) => ({ context, params }))
}
