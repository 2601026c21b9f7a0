/** Mizan for Vite: the client is generated when Vite starts, and again when the server's code changes. */

import type { Plugin } from 'vite'

export interface MizanOptions {
  /** The config file, relative to Vite's root; `mizan.config.mjs` unless given. */
  config?: string
}

/** Generate the client on start of `vite dev` and `vite build`; in development again whenever a source changes. */
export declare function mizan(options?: MizanOptions): Plugin
export default mizan
