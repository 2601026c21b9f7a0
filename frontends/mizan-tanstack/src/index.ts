/** Mizan for TanStack Query. */

export { type Connect, type ConnectOptions, connector } from './connection.ts'
export { type MutationOptions, mutationOptions, type QueryOptions, queryOptions } from './options.ts'
export type { MizanKey } from './subject.ts'
