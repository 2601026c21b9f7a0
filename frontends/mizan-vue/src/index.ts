/** Mizan for Vue. */

export { type MutationState, mutationHook, type QueryState, queryHook, queryStateHook } from './hooks.ts'
export { type ContextProvider, contextProvider, type MizanOptions, mizanProvider } from './providers.ts'
