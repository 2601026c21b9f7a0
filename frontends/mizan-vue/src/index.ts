/** Mizan for Vue. */

export type { MizanOptions } from 'mizan-client/adapter'
export { type MutationState, mutationHook, type QueryState, queryHook, queryStateHook } from './hooks.ts'
export { type ContextProvider, contextProvider, mizanProvider } from './providers.ts'
