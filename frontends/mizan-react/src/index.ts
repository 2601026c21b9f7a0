/** Mizan for React. */

export { type MutationState, mutationHook, type QueryState, queryHook, queryStateHook } from './hooks.js'
export { type ContextProps, contextProvider, type MizanProps, mizanProvider } from './providers.js'
