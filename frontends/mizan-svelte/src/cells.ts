/** Reactive objects over a cell of the kernel's that is neither an entry nor a mutation. */

import { createSubscriber } from 'svelte/reactivity'

interface Cell {
  get(): object
  subscribe(listener: () => void): () => void
}

const followers = new WeakMap<Cell, () => void>()

/** Add a getter of each member of what a cell says. Effects that read one run again after changes, and keep it fresh. */
export function withState<T>(target: object, cell: () => Cell): T {
  for (const name in cell().get()) {
    Object.defineProperty(target, name, { get: () => read(cell())[name as never], enumerable: true })
  }
  return target as T
}

function read(cell: Cell): object {
  if (!followers.has(cell)) followers.set(cell, createSubscriber(cell.subscribe))
  followers.get(cell)!()
  return cell.get()
}
