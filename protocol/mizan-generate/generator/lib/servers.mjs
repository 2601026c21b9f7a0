/** Which server answers which request, where a config says where servers are mounted. */

/** Where a server is mounted unless somebody says otherwise; the kernel's default, too. */
const USUAL = '/api/mizan'

/**
 * @typedef {object} Servers
 * @property {string} most where the server is mounted that answers most paths
 * @property {readonly { baseUrl: string, paths: readonly string[] }[]} others sorted
 */

/**
 * Group the paths of all sources by server, if any source names one.
 * @param {readonly import('./union.mjs').Part[]} parts
 * @returns {Servers | undefined}
 */
export function serversOf(parts) {
  if (parts.every(({ source }) => source.baseUrl === undefined)) return undefined
  /** @type {Map<string, string[]>} */
  const found = new Map()
  for (const { source, content } of parts) {
    const baseUrl = source.baseUrl ?? USUAL
    found.set(baseUrl, [...(found.get(baseUrl) ?? []), ...pathsOf(content)])
  }
  const servers = [...found].map(([baseUrl, paths]) => ({ baseUrl, paths: paths.sort() }))
  servers.sort((a, b) => (a.baseUrl < b.baseUrl ? -1 : 1))
  const count = Math.max(...servers.map(({ paths }) => paths.length))
  const largest = servers.filter(({ paths }) => paths.length === count)
  const most = largest.find(({ baseUrl }) => baseUrl === USUAL) ?? largest[0]
  const others = servers.filter((each) => each !== most && each.paths.length)
  return { most: most?.baseUrl ?? USUAL, others }
}

/** The paths of all requests that a document allows: its queries are fetched by context. @param {import('./document.mjs').Content} content */
function pathsOf({ functions, contexts }) {
  const called = functions.filter(({ kind }) => kind !== 'query')
  return [...called.map(({ name }) => `call/${name}`), ...contexts.map(({ name }) => `context/${name}`)]
}
