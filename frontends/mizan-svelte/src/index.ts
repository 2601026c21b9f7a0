/** Mizan for Svelte. */

export type { MizanOptions, MutationState, QueryState } from 'mizan-client/adapter'
export {
  mutationHook,
  type QueryData,
  queryHook,
  queryStateHook,
} from './hooks.ts'
export { type BoundaryProps, contextProvider, mizanProvider, useMizanBoundary } from './providers.ts'
