/** What the compiler must accept and refuse: checked by `npm run check` under both TypeScripts, never run. */

import type { QueryClient } from '@tanstack/query-core'
import { useMutation, useQueries, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { type BuiltInError, type CallOptions, isMizanError, type Kernel, type MizanError } from 'mizan-client'
import { type Connect, connector, type MutationOptions, type QueryOptions } from '../src/index.ts'
import { mirror } from '../src/mirror.ts'

type Equal<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
declare function same<One, Two>(equal: Equal<One, Two>): void

interface User {
  name: string
}
interface UserContextParams {
  user_id: number
}
type RenameError = MizanError<'NAME_TAKEN', { by: string }> | BuiltInError

// As the generator declares them.
declare const client: QueryClient
declare const kernel: Kernel
declare function userProfileOptions(params: UserContextParams): QueryOptions<User, BuiltInError>
declare function renameMutation(options?: CallOptions): MutationOptions<{ name: string }, number, RenameError>
declare function logoutMutation(
  options?: CallOptions,
): MutationOptions<Record<string, never> | undefined, null, BuiltInError>
const options = userProfileOptions({ user_id: 5 })

// The hooks know data and error.
const query = useQuery(options)
same<typeof query.data, User | undefined>(true)
same<typeof query.error, BuiltInError | null>(true)
same<ReturnType<typeof useSuspenseQuery<User, BuiltInError>>['data'], User>(true)
same<typeof suspended.data, User>(true)
const suspended = useSuspenseQuery(options)
const [first] = useQueries({ queries: [options, userProfileOptions({ user_id: 6 })] })
same<typeof first.data, User | undefined>(true)
same<typeof first.error, BuiltInError | null>(true)
const selected = useQuery({ ...options, select: ({ name }) => name.length, enabled: false, staleTime: 5000 })
same<typeof selected.data, number | undefined>(true)
if (query.isSuccess) same<typeof query.data, User>(true)
// @ts-expect-error: there may be no data
query.data.name
// @ts-expect-error: the type of a param counts
userProfileOptions({ user_id: '5' })
// @ts-expect-error: no function fails with this code
query.error?.code === 'NAME_TAKEN'

// So does a client, by the key.
const known = client.getQueryData(options.queryKey)
same<typeof known, User | undefined>(true)
const state = client.getQueryState(options.queryKey)
same<NonNullable<typeof state>['error'], BuiltInError | null>(true)
client.setQueryData(options.queryKey, { name: 'Eve' })
// @ts-expect-error: a user has a name
client.setQueryData(options.queryKey, { title: 'Eve' })
same<Awaited<ReturnType<typeof fetched>>, User>(true)
async function fetched() {
  await client.prefetchQuery(options)
  await client.invalidateQueries({ queryKey: options.queryKey, exact: true })
  await client.ensureQueryData(options)
  return client.fetchQuery(options)
}

// Mutations take their arguments and give their result and their errors.
const rename = useMutation({ ...renameMutation(), onSuccess: (renamed) => renamed.toFixed() })
same<typeof rename.data, number | undefined>(true)
same<typeof rename.error, RenameError | null>(true)
if (isMizanError(rename.error, 'NAME_TAKEN')) same<typeof rename.error.details, { by: string }>(true)
same<Awaited<ReturnType<typeof rename.mutateAsync>>, number>(true)
rename.mutate({ name: 'Eve' }, { onError: (error) => error.code })
useMutation(logoutMutation({ kernel })).mutate()
useMutation(logoutMutation()).mutate({})
// @ts-expect-error: this mutation needs arguments
rename.mutate()
// @ts-expect-error: the type of an argument counts
rename.mutate({ name: 5 })
// @ts-expect-error: there is no such argument
useMutation(logoutMutation()).mutate({ force: true })

// A client is connected with options of a kernel, or with a kernel.
same<ReturnType<typeof connector>, Connect>(true)
const disconnect: () => void = connector({ baseUrl: (path) => `/${path}` })(client, { retries: 0 })
disconnect()
connector()(client, { kernel })
// @ts-expect-error: there is no such option
connector()(client, { url: '/api' })
// @ts-expect-error: a kernel is given to the connection, not to its maker
connector({ kernel })
same<ReturnType<typeof mirror>, () => void>(true)
// @ts-expect-error: the kernel comes first
mirror(client, kernel)
