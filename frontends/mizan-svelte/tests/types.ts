/** What the compiler must accept and refuse: checked by `npm run check` under both TypeScripts, never run. */

import { type BuiltInError, isMizanError, type Kernel, type MizanError } from 'mizan-client'
import {
  type BoundaryProps,
  type MutationState,
  mizanProvider,
  type QueryData,
  type QueryState,
  useMizanBoundary,
} from '../src/index.ts'

type Equal<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
declare function same<One, Two>(equal: Equal<One, Two>): void

interface UserContextParams {
  user_id: number
}
type Given = UserContextParams | (() => UserContextParams)
type RenameError = MizanError<'NAME_TAKEN', { by: string }> | BuiltInError

// As the generator declares them.
declare const kernel: Kernel
declare function setUserContext(params: Given): void
declare function useUserProfile(params?: Given): QueryData<{ name: string }>
declare function useUserProfileState(params?: Given): QueryState<{ name: string }, BuiltInError>
declare function useRename(): MutationState<{ name: string }, number, RenameError>
declare function useLogout(): MutationState<Record<string, never> | void, null, BuiltInError>

// Data can be awaited, or read while there may be none yet.
const user = useUserProfile()
const awaited = await user
same<typeof awaited, { name: string }>(true)
same<typeof user.current, { name: string } | undefined>(true)
useUserProfile({ user_id: 5 })
useUserProfile(() => ({ user_id: 5 }))
// @ts-expect-error: the type of a param counts
useUserProfile({ user_id: '5' })
// @ts-expect-error: in a function, too
useUserProfile(() => ({ user_id: '5' }))
// @ts-expect-error: params are given whole
useUserProfile({})
// @ts-expect-error: there is no such param
useUserProfile({ user_id: 5, page: 1 })
// @ts-expect-error: there may be none yet
user.current.name
// @ts-expect-error: data is not written to
user.current = { name: 'Eve' }

// States tell data and error apart by the status.
const state = useUserProfileState()
if (state.status === 'ready') same<typeof state.data, { name: string }>(true)
if (state.status === 'error') same<typeof state.error, BuiltInError>(true)
if (state.status === 'pending') same<typeof state.error, undefined>(true)
same<ReturnType<typeof state.refetch>, void>(true)
// @ts-expect-error: there is no data before the status is known
state.data.name

// Mutations take their arguments and give their result and their errors.
const rename = useRename()
const renamed = rename.mutate({ name: 'Eve' }, { signal: new AbortController().signal })
same<Awaited<typeof renamed>, number>(true)
same<typeof rename.status, 'idle' | 'pending' | 'success' | 'error'>(true)
if (isMizanError(rename.error, 'NAME_TAKEN')) same<typeof rename.error.details, { by: string }>(true)
if (rename.error?.code === 'NAME_TAKEN') rename.error.details.by.toUpperCase()
void useLogout().mutate()
void useLogout().mutate({})
// @ts-expect-error: this mutation needs arguments
void rename.mutate()
// @ts-expect-error: the type of an argument counts
void rename.mutate({ name: 5 })
// @ts-expect-error: there is no such argument
void useLogout().mutate({ force: true })
// @ts-expect-error: the state is not written to
rename.status = 'idle'
// @ts-expect-error: no data may be there yet
rename.data.toFixed()

// Contexts take their params, as an object or read by a function.
setUserContext({ user_id: 5 })
setUserContext(() => ({ user_id: 5 }))
// @ts-expect-error: a context without its params is none
setUserContext()
// @ts-expect-error: the type of a param counts
setUserContext(() => ({ user_id: '5' }))

// The kernel takes options, or is given.
const setMizan = mizanProvider(true)
setMizan()
setMizan({ kernel })
setMizan({ baseUrl: '/api/mizan', headers: async () => ({ a: 'b' }), retries: 0, csrf: undefined })
// @ts-expect-error: there is no such option
setMizan({ url: '/api' })

// Its defaults are options of a kernel.
declare const baseUrl: (path: string) => string
mizanProvider(true, { baseUrl, csrf: { cookie: 'token', header: 'x-token' } })
// @ts-expect-error: there is no such option
mizanProvider(true, { url: '/api' })
// @ts-expect-error: a kernel is given to setMizan, not to its maker
mizanProvider(true, { kernel })

// A boundary is given what it takes.
same<ReturnType<typeof useMizanBoundary>, BoundaryProps>(true)
useMizanBoundary().onerror(new Error('no'), () => {})
// @ts-expect-error: trying again needs what starts the boundary anew
useMizanBoundary().retry(new Error('no'))
