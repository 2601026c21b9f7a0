/** Canonical JSON, for those who need nothing else of the kernel: `mizan-client/canonical`. */

export { canonical } from './keys.ts'
