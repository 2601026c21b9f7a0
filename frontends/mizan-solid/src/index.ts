/** Mizan for Solid. */

export { type MutationState, mutationHook, type QueryState, queryHook, queryStateHook } from './hooks.ts'
export { type ContextProps, contextProvider, type MizanProps, mizanProvider } from './providers.ts'
