/** Reactive objects over a cell of the kernel's that is neither an entry nor a mutation. */

import { type Cell, withMembers } from 'mizan-client/adapter'
import { createSubscriber } from 'svelte/reactivity'

const followers = new WeakMap<Cell, () => void>()

/** Add a getter of each member of what a cell says. Effects that read one run again after changes, and keep it fresh. */
export function withState<T>(target: object, cell: () => Cell): T {
  return withMembers(target, () => read(cell()))
}

function read(cell: Cell): object {
  if (!followers.has(cell)) followers.set(cell, createSubscriber(cell.subscribe))
  followers.get(cell)!()
  return cell.get()
}
