/** What the compiler must accept and refuse: checked by `npm run check` under both TypeScripts, never run. */

import { type BuiltInError, isMizanError, type Kernel, type MizanError } from 'mizan-client'
import { createApp, h, type MaybeRefOrGetter, type Ref, ref } from 'vue'
import {
  type ContextProvider,
  type contextProvider,
  type MutationState,
  mizanProvider,
  type QueryState,
} from '../src/index.ts'

type Equal<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
declare function same<One, Two>(equal: Equal<One, Two>): void

interface UserContextParams {
  user_id: number
}
type Given = MaybeRefOrGetter<UserContextParams>
type RenameError = MizanError<'NAME_TAKEN', { by: string }> | BuiltInError

// As the generator declares them.
declare const kernel: Kernel
declare const UserContext: ContextProvider<UserContextParams>
declare const MizanBoundary: ContextProvider
declare function useUserProfile(params?: Given): Promise<Readonly<Ref<{ name: string }>>>
declare function useUserProfileState(params?: Given): QueryState<{ name: string }, BuiltInError>
declare function useRename(): MutationState<{ name: string }, number, RenameError>
declare function useLogout(): MutationState<Record<string, never> | void, null, BuiltInError>

// Awaited composables give a ref of data, with params or without.
const user = await useUserProfile()
same<typeof user.value, { name: string }>(true)
void useUserProfile({ user_id: 5 })
void useUserProfile(ref({ user_id: 5 }))
void useUserProfile(() => ({ user_id: 5 }))
// @ts-expect-error: the type of a param counts
void useUserProfile({ user_id: '5' })
// @ts-expect-error: in a getter, too
void useUserProfile(() => ({ user_id: '5' }))
// @ts-expect-error: params are given whole
void useUserProfile({})
// @ts-expect-error: there is no such param
void useUserProfile({ user_id: 5, page: 1 })
// @ts-expect-error: data is not written to
user.value = { name: 'Eve' }
// @ts-expect-error: it has to be awaited
useUserProfile().value

// The snapshot of a state tells data and error apart by the status.
const { snapshot, status, data, error, fetching, refetch } = useUserProfileState()
if (snapshot.value.status === 'ready') same<typeof snapshot.value.data, { name: string }>(true)
if (snapshot.value.status === 'error') same<typeof snapshot.value.error, BuiltInError>(true)
same<typeof status.value, 'pending' | 'ready' | 'error'>(true)
same<typeof data.value, { name: string } | undefined>(true)
same<typeof error.value, BuiltInError | undefined>(true)
same<typeof fetching.value, boolean>(true)
same<ReturnType<typeof refetch>, void>(true)
// @ts-expect-error: there is no data before the status is known
data.value.name

// Mutations take their arguments and give their result and their errors.
const rename = useRename()
const renamed = rename.mutate({ name: 'Eve' }, { signal: new AbortController().signal })
same<Awaited<typeof renamed>, number>(true)
same<typeof rename.status.value, 'idle' | 'pending' | 'success' | 'error'>(true)
const failed = rename.error.value
if (isMizanError(failed, 'NAME_TAKEN')) same<typeof failed.details, { by: string }>(true)
if (failed?.code === 'NAME_TAKEN') failed.details.by.toUpperCase()
void useLogout().mutate()
void useLogout().mutate({})
// @ts-expect-error: this mutation needs arguments
void rename.mutate()
// @ts-expect-error: the type of an argument counts
void rename.mutate({ name: 5 })
// @ts-expect-error: there is no such argument
void useLogout().mutate({ force: true })
// @ts-expect-error: the state is not written to
rename.status.value = 'idle'
// @ts-expect-error: no data may be there yet
rename.data.value.toFixed()

// Providers take their params, and what to show instead.
h(UserContext, { user_id: 5 }, { default: () => 'content' })
h(UserContext, { user_id: 5 }, () => 'content')
h(MizanBoundary, null, { default: () => 'content', error: () => 'sorry' })
new UserContext({ user_id: 5 }).$slots.error?.({ error: new Error('no'), retry: () => {} })
// @ts-expect-error: a context without its params is none
h(UserContext, {})
// @ts-expect-error: the type of a param counts
h(UserContext, { user_id: '5' })
// @ts-expect-error: there is no such slot
new UserContext({ user_id: 5 }).$slots.fallback
// @ts-expect-error: the error slot gets an error
new UserContext({ user_id: 5 }).$slots.error?.({ error: 'no', retry: () => {} })
same<ReturnType<typeof contextProvider>, typeof MizanBoundary>(true)

// The plugin takes a kernel or options of one.
const mizan = mizanProvider(true)
const app = createApp({})
app.use(mizan)
app.use(mizan, { kernel })
app.use(mizan, { baseUrl: '/api/mizan', headers: async () => ({ a: 'b' }), retries: 0, csrf: undefined })
// @ts-expect-error: there is no such option
app.use(mizan, { url: '/api' })

// Its defaults are options of a kernel.
declare const baseUrl: (path: string) => string
mizanProvider(true, { baseUrl, csrf: { cookie: 'token', header: 'x-token' } })
// @ts-expect-error: there is no such option
mizanProvider(true, { url: '/api' })
// @ts-expect-error: a kernel is given to the plugin, not to its maker
mizanProvider(true, { kernel })

// The error slot is given both, for who hands them on as a whole.
type ErrorSlot = InstanceType<typeof MizanBoundary>['$slots']['error']
same<Parameters<ErrorSlot>, [{ error: Error; retry: () => void }]>(true)
