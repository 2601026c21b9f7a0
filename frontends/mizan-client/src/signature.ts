/** Signatures: which version of the server's functions a client was generated for: `mizan-client/signature`. */

import { wire } from './keys.ts'

/** Send this with every request from now on, unless a kernel is told another one. */
export function sign(signature: string): void {
  wire.signature = signature
}
