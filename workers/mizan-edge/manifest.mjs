/**
 * What may be kept: nothing yet, so that everything is passed through. Let the generator write yours (`targets: ['edge']`),
 * and hand it on from here: `export { manifest } from '../src/api/edge.js'`.
 * @type {import('mizan-edge').Manifest}
 */
export const manifest = { signature: '', contexts: {} }
