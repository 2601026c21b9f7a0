/** Mizan for Svelte. */

export {
  type MutationState,
  mutationHook,
  type QueryData,
  type QueryState,
  queryHook,
  queryStateHook,
} from './hooks.ts'
export { type BoundaryProps, contextProvider, type MizanOptions, mizanProvider, useMizanBoundary } from './providers.ts'
