/** Mizan's kernel. */

export { type CallOptions, caller, configure, defaultKernel, fetcher } from './default.ts'
export {
  type AnyMutation,
  type AnyQuery,
  type Context,
  context,
  type Mutation,
  mutation,
  type Optimistic,
  type Query,
  query,
} from './descriptors.ts'
export type { Entry, Snapshot } from './entry.ts'
export {
  type BuiltInCode,
  type BuiltInError,
  isMizanError,
  isTransient,
  MizanError,
  type ValidationDetail,
} from './errors.ts'
export { createKernel, type Kernel } from './kernel.ts'
export { canonical, type Params } from './keys.ts'
export type { ContextLife, KernelOptions, Progress, Target } from './transport.ts'
