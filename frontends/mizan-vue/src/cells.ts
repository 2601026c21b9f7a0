/** Refs over a cell of the kernel's that is neither an entry nor a mutation. */

import { canonical, type Params } from 'mizan-client'
import { type Cell, follow } from 'mizan-client/adapter'
import { computed, type MaybeRefOrGetter, type Ref, shallowRef, toValue, watch } from 'vue'
import { whileShown } from './kernel-context.ts'

/** A ref of each member of a state, and one of the whole at one moment. */
export type Refs<State> = { readonly [Name in keyof State]: Readonly<Ref<State[Name]>> } & {
  readonly snapshot: Readonly<Ref<State>>
}

/** Show what a cell says, and keep it in use while the component is shown. */
export function useCell<State extends object>(cell: Readonly<Ref<Cell<State>>>): Refs<State> {
  const told = shallowRef(0)
  const snapshot = computed(() => {
    told.value
    return cell.value.get()
  })
  const seen = () => snapshot.value
  whileShown(
    () => cell.value,
    (cell) => follow(cell, seen, () => told.value++),
  )
  const refs: Record<string, unknown> = { snapshot }
  for (const name in snapshot.value) refs[name] = computed(() => snapshot.value[name])
  return refs as Refs<State>
}

/** Do something with params, and again when they say something else. */
export function withParams<P extends Params | undefined>(given: MaybeRefOrGetter<P>, use: (params: P) => void): void {
  const spelt = () => {
    const params = toValue(given)
    return params && canonical(params)
  }
  watch(spelt, () => use(toValue(given)), { immediate: true, flush: 'sync' })
}
