/** Signals over a cell of the kernel's that is neither an entry nor a mutation. */

import { canonical, type Params } from 'mizan-client'
import { type Cell, follow, withMembers } from 'mizan-client/adapter'
import { type Accessor, createMemo, createSignal, untrack } from 'solid-js'
import { hold } from './kernel-context.ts'

/** Add a tracked getter of each member of what a cell says, and keep it in use. */
export function withState<T>(target: object, cell: Accessor<Cell>): T {
  const [told, tell] = createSignal(undefined, { equals: false })
  const state = createMemo(() => {
    told()
    return cell().get()
  })
  const seen = () => untrack(state)
  hold(() => follow(cell(), seen, tell))
  return withMembers(target, state, createMemo)
}

/** Return params that are others only if they say something else. */
export function steady<P extends Params | undefined>(given: P | Accessor<P>): Accessor<P> {
  const read = () => (typeof given === 'function' ? given() : given)
  return createMemo(read, undefined, {
    equals: (one, other) => (one && canonical(one)) === (other && canonical(other)),
  })
}
