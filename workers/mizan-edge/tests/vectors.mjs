/** The vectors that the server is held to as well. */

import { readFileSync } from 'node:fs'

/** @param {string} name @returns {any} */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../../protocol/spec/vectors/${name}.json`, import.meta.url), 'utf8'))
