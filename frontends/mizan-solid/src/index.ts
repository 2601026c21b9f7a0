/** Mizan for Solid. */

export type { MutationState, QueryState } from 'mizan-client/adapter'
export { mutationHook, queryHook, queryStateHook } from './hooks.ts'
export { type ContextProps, contextProvider, type MizanProps, mizanProvider } from './providers.ts'
