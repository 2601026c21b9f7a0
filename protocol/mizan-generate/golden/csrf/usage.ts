/** A server that wants a CSRF token says so itself: the page needs no word of it. */

import { callAdd, fetchItems } from './expected/index.js'

export const added = (item: string) => callAdd({ item }).then(() => fetchItems())

// @ts-expect-error what sends the token is nothing to be called
import { csrf } from './expected/index.js'

export const none = csrf
