/** How each framework calls a hook. */

import { react } from './react.mjs'
import { solid } from './solid.mjs'
import { svelte } from './svelte.mjs'
import { vue } from './vue.mjs'

/**
 * A generated client.
 * @typedef {Record<string, any>} Client
 */

/**
 * What to mount: a component that calls a hook.
 * @typedef {object} Job
 * @property {Client} client
 * @property {import('mizan-client').Kernel} kernel
 * @property {Record<string, unknown>} [params] those of a provider of the context around the component, if there is one
 * @property {() => unknown} hook
 * @property {(returned: unknown) => void} told gets the data, or what the hook of a mutation returned
 * @property {(error: unknown) => void} failed gets what reaches the framework's boundary
 */

/**
 * @typedef {object} Adapter
 * @property {string} target as in the generator's config
 * @property {(job: Job, container: HTMLElement) => () => void} mount returns how to take the component down
 */

/** @type {Adapter[]} */
export const ADAPTERS = [react, solid, svelte, vue]
