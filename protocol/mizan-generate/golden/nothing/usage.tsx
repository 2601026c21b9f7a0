/** A server without functions has a provider all the same. */

import { MizanContext } from './expected/index.js'

export const app = <MizanContext>Nothing yet</MizanContext>
