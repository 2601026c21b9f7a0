/** The functions that tests show and call, and a kernel on a scripted server. */

import { context, createKernel, type Kernel, type KernelOptions, mutation, type Params, query } from 'mizan-client'
import { type Script, scriptedServer, settled } from '../../mizan-client/tests/scripted-server.ts'
import { chainsOf } from '../src/chains.ts'
import type { Step } from '../src/steps.ts'

export const user = context('user', ['user_id'])
export const profile = query('profile', user)
export const posts = query('posts', user)
export const rename = mutation('rename', [user])
export const login = mutation('login', ['*'])
export const USER_5 = { user_id: 5 }

export interface Scene extends Script<Kernel> {
  /** Show both queries of user 5. */
  show(): Promise<() => void>
  /** Call `rename`, and answer it. */
  renamed(answer: object, args?: Params): Promise<unknown>
}

export function scene(options: KernelOptions = {}): Scene {
  const script = scriptedServer(options, createKernel)
  const { kernel, next } = script
  return {
    ...script,
    async show() {
      const leaves = [profile, posts].map((each) => kernel.entry(each, USER_5).subscribe(() => {}))
      await settled()
      await next().answer({ data: { profile: { name: 'Ada' }, posts: ['one', 'two'] } })
      return () => {
        for (const leave of leaves) leave()
      }
    },
    async renamed(answer, args = { ...USER_5, name: 'Eve' }) {
      const done = kernel.call(rename, args)
      await settled()
      await next().answer({ result: null, ...answer })
      return done
    },
  }
}

/** A step's chains, as people read them. */
export function told(step: Step | undefined, steps: readonly Step[]): string[] {
  return step ? chainsOf(step, steps).map((chain) => chain.map(({ text }) => text).join(' → ')) : []
}
