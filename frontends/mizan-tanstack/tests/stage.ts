/** A stage: a TanStack client on a scripted server, as an app has them. */

import { afterEach } from 'node:test'
import { QueryClient, type QueryClientConfig, QueryObserver, type QueryObserverResult } from '@tanstack/query-core'
import {
  context,
  createKernel,
  type Kernel,
  type KernelOptions,
  type MizanError,
  mutation,
  type Params,
  query,
} from 'mizan-client'
import { type Script, scriptedServer } from '../../mizan-client/tests/scripted-server.ts'
import {
  connector,
  type MizanKey,
  type MutationOptions,
  mutationOptions,
  type QueryOptions,
  queryOptions,
} from '../src/index.ts'

type Made<T> = (params: Params) => QueryOptions<T, MizanError>
type Makes<A, R> = () => MutationOptions<A, R, MizanError>

export interface Profile {
  name: string
}

export const connectMizan = connector()
const user = context('user', ['limit', 'user_id'])
export const profileOptions = queryOptions(query('profile', user, ['user_id'])) as Made<Profile>
export const postsOptions = queryOptions(query('posts', user)) as Made<string[]>
export const motdOptions = queryOptions(query('motd', context('global'))) as () => QueryOptions<string, MizanError>
export const renameMutation = mutationOptions(mutation('rename', ['user'])) as Makes<Params, null>
export const loginMutation = mutationOptions(mutation('login', ['*'])) as Makes<Params | undefined, null>
export const pingMutation = mutationOptions(mutation('ping')) as Makes<Params | undefined, null>

/** Defaults of a client that leaves no timers behind. */
export const KEPT = { queries: { gcTime: Number.POSITIVE_INFINITY }, mutations: { gcTime: Number.POSITIVE_INFINITY } }
export const USER_5 = { user_id: 5 }
export const USER_6 = { user_id: 6 }
export const NOT_FOUND = { code: 'NOT_FOUND', message: 'No.', details: null }

export interface Stage extends Script<Kernel> {
  client: QueryClient
  /** Show a query, as a component does. */
  use<T>(options: QueryOptions<T, MizanError> & { enabled?: boolean }): Shown<T>
  call<A, R>(options: MutationOptions<A, R, MizanError>, args: A): Promise<R>
}

export interface Shown<T> {
  /** What the component would show now. */
  now(): QueryObserverResult<T, MizanError>
  /** What it was told, in order. */
  told: QueryObserverResult<T, MizanError>[]
  observer: QueryObserver<T, MizanError, T, T, MizanKey>
  leave(): void
}

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** Set the stage; without `connect`, nobody connected the client to the kernel yet. */
export function stage(options: KernelOptions & { connect?: boolean; config?: QueryClientConfig } = {}): Stage {
  const { connect = true, config, ...rest } = options
  const script = scriptedServer(rest, createKernel)
  const client = new QueryClient(config)
  client.mount()
  if (connect) connectMizan(client, { kernel: script.kernel })
  ends.push(() => {
    client.clear()
    client.unmount()
    script.kernel.dispose()
  })
  return {
    ...script,
    client,
    use: (options) => shown(client, options as never) as never,
    call: (options, args) =>
      client
        .getMutationCache()
        .build(client, options as never)
        .execute(args) as never,
  }
}

function shown<T>(client: QueryClient, options: QueryOptions<T, MizanError>): Shown<T> {
  const observer = new QueryObserver(client, options)
  const told: QueryObserverResult<T, MizanError>[] = []
  const leave = observer.subscribe((result) => told.push(result))
  ends.push(leave)
  return { now: () => observer.getCurrentResult(), told, observer, leave }
}
