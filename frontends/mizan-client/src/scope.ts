/** Scopes: what a mutation's arguments say of the params of what it affects: `mizan-client/scope`. Generated code uses it where these have other names. */

import type { AnyMutation } from './descriptors.ts'
import type { Params } from './keys.ts'

/** Say which params the arguments of a mutation mean, so that only data of these is expected to change. */
export const scoped = (mutation: AnyMutation, scope: (args: Params) => Params): AnyMutation => ({ ...mutation, scope })
