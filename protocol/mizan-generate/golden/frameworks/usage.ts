/** With several frameworks `index` has what they share; each has a file of its own. */

import { callRename, fetchUserProfile, isMizanError, Order, type Profile } from './expected/index.js'
import * as shared from './expected/index.js'
import * as react from './expected/react.js'
import * as solid from './expected/solid.js'
import * as svelte from './expected/svelte.js'
import * as vue from './expected/vue.js'

export async function calls(): Promise<Profile> {
  const profile = await fetchUserProfile({ user_id: 5 })
  await callRename({ user_id: 5, name: Order.OLDEST })
  return profile
}

export const failed = (error: unknown) => isMizanError(error, 'FORBIDDEN')

export const inReact = (): string => react.useUserProfile().name
export const inSolid = (): string | undefined => solid.useUserProfile()()?.name
export const inSvelte = (): string | undefined => svelte.useUserProfile().current?.name
export const inVue = async (): Promise<string> => (await vue.useUserProfile()).value.name

// @ts-expect-error which framework's?
export const unclear = shared.useUserProfile
// @ts-expect-error which framework's?
export const ambiguous = shared.UserContext
