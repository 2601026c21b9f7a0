/** What the compiler must accept and refuse: checked by `npm run check` under both TypeScripts, never run. */

import {
  type BuiltInError,
  type CallOptions,
  caller,
  createKernel,
  type Entry,
  fetcher,
  isMizanError,
  type Kernel,
  type KernelOptions,
  type MizanError,
  type Mutation,
  type Query,
  type ValidationDetail,
} from '../src/index.ts'

type Equal<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
declare function same<One, Two>(equal: Equal<One, Two>): void

interface Stock {
  left: number
}
type BuyError = MizanError<'OUT_OF_STOCK', Stock> | MizanError<'SOLD', null> | BuiltInError

declare const kernel: Kernel
declare const profile: Query<{ user_id: number }, { name: string }, BuiltInError>
declare const buy: Mutation<{ item: string; count?: number }, boolean, BuyError>
declare const restock: Mutation<
  { left: number },
  null,
  BuiltInError,
  { profile: [{ user_id: number }, { name: string }] }
>
declare const error: BuyError
declare const anything: unknown

// Descriptors carry the types of what they describe.
same<Awaited<ReturnType<typeof fetched>>, { name: string }>(true)
async function fetched() {
  return kernel.fetch(profile, { user_id: 5 })
}
same<Awaited<ReturnType<typeof bought>>, boolean>(true)
async function bought() {
  return kernel.call(buy, { item: 'tea' })
}
const entry = kernel.entry(profile, { user_id: 5 })
same<typeof entry, Entry<{ name: string }, BuiltInError>>(true)
// @ts-expect-error: one query is not another
export const other: Query<{ id: string }, number> = profile
// @ts-expect-error: a query is no mutation
void kernel.call(profile, {})
// @ts-expect-error: a mutation is no query
void kernel.fetch(buy, {})
// @ts-expect-error: descriptors are not written to
profile.name = 'other'

// What is expected names only queries that are affected, and keeps their types.
void kernel.call(restock, {}, { optimistic: { profile: (data, { user_id }) => ({ ...data, name: `${user_id}` }) } })
// @ts-expect-error: this query is not affected
void kernel.call(restock, {}, { optimistic: { other: () => null } })
// @ts-expect-error: not what the query returns
void kernel.call(restock, {}, { optimistic: { profile: () => 5 } })
// @ts-expect-error: a call affects nothing
void kernel.call(buy, {}, { optimistic: { profile: () => ({ name: '' }) } })

// A snapshot tells its data and error apart by its status.
const snapshot = entry.get()
same<typeof snapshot.data, { name: string } | undefined>(true)
if (snapshot.status === 'ready') same<typeof snapshot.data, { name: string }>(true)
if (snapshot.status === 'pending') same<typeof snapshot.data, undefined>(true)
if (snapshot.status === 'error') same<typeof snapshot.error, BuiltInError>(true)
if (snapshot.error) same<typeof snapshot.status, 'error'>(true)
// @ts-expect-error: there is no data before the status is known
export const early: { name: string } = snapshot.data
// @ts-expect-error: snapshots never change
snapshot.fetching = false

// An error is narrowed by its code, to its details.
if (isMizanError(error, 'OUT_OF_STOCK')) same<typeof error.details.left, number>(true)
if (isMizanError(error, 'SOLD')) same<typeof error.details, null>(true)
if (isMizanError(error, 'VALIDATION_ERROR')) same<typeof error.details, ValidationDetail[]>(true)
if (error.code === 'OUT_OF_STOCK') same<typeof error.details, Stock>(true)
if (isMizanError(error, 'SOLD')) {
  // @ts-expect-error: these are the details of another code
  error.details.left
}
if (isMizanError(anything)) same<typeof anything, MizanError>(true)
if (isMizanError(anything, 'FORBIDDEN')) {
  same<typeof anything.code, 'FORBIDDEN'>(true)
  same<typeof anything.details, unknown>(true)
}
// @ts-expect-error: what was caught may be anything
anything.code
// @ts-expect-error: errors never change
error.code = 'SOLD'
// @ts-expect-error: no function fails with this code
if (error.code === 'NO_SUCH_CODE') error.message

// What a maker makes fits what generated declarations say of it.
export const callBuy: (args: { item: string }, options?: CallOptions) => Promise<boolean> = caller(buy)
export const fetchProfile: (params: { user_id: number }, options?: CallOptions) => Promise<{ name: string }> =
  fetcher(profile)
const options: CallOptions = { kernel, headers: { a: 'b' }, onUploadProgress: ({ loaded, total }) => loaded / total }
void callBuy({ item: 'tea' }, options)
// @ts-expect-error: there is no such option
void callBuy({ item: 'tea' }, { timeout: 5 })

// The server may stand in many places, and the names of a token come in pairs.
createKernel({
  baseUrl: (path) => (path === 'call/buy' ? '/shop' : path),
  csrf: { cookie: 'token', header: 'x-token' },
})
same<Parameters<Exclude<KernelOptions['baseUrl'], string | undefined>>, [path: string]>(true)
const open: KernelOptions = { baseUrl: undefined, csrf: undefined, headers: undefined, retries: undefined }
kernel.configure(open)
// @ts-expect-error: a base is a string
createKernel({ baseUrl: () => undefined })
// @ts-expect-error: a base is known at once
createKernel({ baseUrl: async () => '/shop' })
// @ts-expect-error: a cookie without a header is no scheme
createKernel({ csrf: { cookie: 'token' } })
// @ts-expect-error: a token is not given, but named
createKernel({ csrf: 'token' })
// @ts-expect-error: there is no such option
createKernel({ url: '/api' })
