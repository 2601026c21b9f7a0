/** Mizan for Svelte. */

export type { MutationState, QueryState } from 'mizan-client/adapter'
export {
  mutationHook,
  type QueryData,
  queryHook,
  queryStateHook,
} from './hooks.ts'
export { type BoundaryProps, contextProvider, type MizanOptions, mizanProvider, useMizanBoundary } from './providers.ts'
