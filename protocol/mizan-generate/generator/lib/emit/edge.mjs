/** `edge`: the manifest of an edge worker, which says what may be kept of each context. */

import { fileText } from '../file.mjs'
import { text } from '../naming.mjs'

/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/** @param {import('../model.mjs').Model} model @returns {Record<string, string>} */
export function emitEdge({ contexts, functions, signature }) {
  const queries = new Map(functions.map((each) => [each.name, each]))
  const kept = contexts
    .map((context) => ({ name: context.name, members: context.functions.flatMap((name) => queries.get(name) ?? []) }))
    .filter(({ members }) => members.some(({ cache }) => cache))
  const blocks = kept.map(({ name, members }) => `    ${text(name)}: {\n${members.map(line).join('')}    },\n`)
  const held = blocks.length ? `{\n${blocks.join('')}  }` : '{}'
  const manifest = `export const manifest = {\n  signature: ${text(signature)},\n  contexts: ${held},\n}\n`
  return {
    'edge.js': fileText([], [manifest]),
    'edge.d.ts': fileText(["import type { Manifest } from 'mizan-edge'"], [DECLARATION]),
  }
}

const DECLARATION =
  '/** What an edge worker may keep: `export default edge(manifest)`. */\nexport const manifest: Manifest\n'

/** @param {FunctionModel} query */
function line({ name, rev, cache }) {
  if (!cache) return `      ${text(name)}: null,\n`
  const { shape, scope, vary, ttl, stale } = cache
  const members = [
    `rev: ${rev}`,
    `shape: ${text(shape)}`,
    `scope: ${text(scope)}`,
    `vary: [${vary.map(text).join(', ')}]`,
    `ttl: ${ttl}`,
    `stale: ${stale}`,
  ]
  return `      ${text(name)}: { ${members.join(', ')} },\n`
}
