/** Mizan's kernel. */

export { type CallOptions, caller, configure, defaultKernel, fetcher } from './default.ts'
export { type AnyMutation, type AnyQuery, type Mutation, mutation, type Query, query } from './descriptors.ts'
export type { Snapshot } from './entry.ts'
export { type BuiltInCode, type BuiltInError, isMizanError, MizanError, type ValidationDetail } from './errors.ts'
export { createKernel, type Entry, type Kernel, type KernelOptions } from './kernel.ts'
export { canonical, type Params } from './keys.ts'
export type { Progress, Target, TransportOptions } from './transport.ts'
