/** What the compiler must accept and refuse: checked by `npm run check` under both TypeScripts, never run. */

import { type BuiltInError, isMizanError, type Kernel, type MizanError } from 'mizan-client'
import { type Accessor, createSignal, type JSX, Show } from 'solid-js'
import { type ContextProps, type MizanProps, type MutationState, mizanProvider, type QueryState } from '../src/index.ts'

type Equal<One, Two> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Two ? 1 : 2 ? true : false
declare function same<One, Two>(equal: Equal<One, Two>): void

interface UserContextParams {
  user_id: number
}
type Given = UserContextParams | Accessor<UserContextParams>
type RenameError = MizanError<'NAME_TAKEN', { by: string }> | BuiltInError

// As the generator declares them.
declare const kernel: Kernel
declare function MizanContext(props: MizanProps): JSX.Element
declare function UserContext(props: ContextProps & UserContextParams): JSX.Element
declare function useUserProfile(params?: Given): Accessor<{ name: string } | undefined>
declare function useUserProfileState(params?: Given): QueryState<{ name: string }, BuiltInError>
declare function useRename(): MutationState<{ name: string }, number, RenameError>
declare function useLogout(): MutationState<Record<string, never> | void, null, BuiltInError>

// Data hooks return an accessor, with params or without.
const user = useUserProfile()
const [params] = createSignal({ user_id: 5 })
useUserProfile({ user_id: 5 })
useUserProfile(params)
useUserProfile(() => ({ user_id: 5 }))
;<Show when={user()}>{(user) => user().name}</Show>
// @ts-expect-error: the type of a param counts
useUserProfile({ user_id: '5' })
// @ts-expect-error: in an accessor, too
useUserProfile(() => ({ user_id: '5' }))
// @ts-expect-error: params are given whole
useUserProfile({})
// @ts-expect-error: there is no such param
useUserProfile({ user_id: 5, page: 1 })
// @ts-expect-error: while Solid suspends there is no data
user().name

// State hooks tell data and error apart by the status.
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

// Providers take their params, and what to show meanwhile.
export const shown = (
  <MizanContext baseUrl="/api/mizan" headers={async () => ({ a: 'b' })} retries={0} csrf={undefined}>
    <UserContext
      user_id={5}
      fallback="loading"
      errorFallback={(error, retry) => (
        <button type="button" onClick={retry}>
          {error.message}
        </button>
      )}
    />
    <UserContext user_id={5} errorFallback={<b>sorry</b>} />
    <MizanContext kernel={kernel}>none</MizanContext>
  </MizanContext>
)
// @ts-expect-error: a context without its params is none
export const lacking = <UserContext />
// @ts-expect-error: the type of a param counts
export const wrong = <UserContext user_id="5" />
// @ts-expect-error: there is no such option
export const unknown = <MizanContext url="/api" />

// The defaults of a provider are options of a kernel, and no props.
declare const baseUrl: (path: string) => string
same<ReturnType<typeof mizanProvider>, typeof MizanContext>(true)
mizanProvider(true, { baseUrl, csrf: { cookie: 'token', header: 'x-token' } })
// @ts-expect-error: there is no such option
mizanProvider(true, { url: '/api' })
// @ts-expect-error: a kernel is given to the provider, not to its maker
mizanProvider(true, { kernel })
