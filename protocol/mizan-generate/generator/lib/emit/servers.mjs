/** `servers`: where the server is mounted that answers a request. */

import { fileText } from '../file.mjs'
import { text } from '../naming.mjs'

/** @param {import('../servers.mjs').Servers} servers @returns {Record<string, string>} */
export function emitServers({ most, others }) {
  const table = others.map(({ baseUrl, paths }) => `  ${text(baseUrl)}: [\n${paths.map(line).join('')}  ],\n`)
  const lookup = `Object.keys(servers).find((each) => servers[each].includes(path)) ?? ${text(most)}`
  const code = others.length
    ? [`const servers = {\n${table.join('')}}\n`, `export const baseUrl = (path) => ${lookup}\n`]
    : [`export const baseUrl = () => ${text(most)}\n`]
  return { 'servers.js': fileText([], code), 'servers.d.ts': fileText([], [DECLARATION]) }
}

const DECLARATION =
  '/** Return where the server is mounted that answers a path, as in `call/echo` or `context/user`. */\nexport function baseUrl(path: string): string\n'

/** @param {string} path */
const line = (path) => `    ${text(path)},\n`
