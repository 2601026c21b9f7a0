/** A graph as a Mermaid flowchart. */

/** @typedef {import('./graph.mjs').Graph} Graph */
/** @typedef {import('../document.mjs').Affected} Affected */

/**
 * Write a graph as a flowchart: contexts as boxes around their queries, an arrow for everything that becomes stale. Names
 * hold no character that Mermaid would read, but some of them are words of its own: so nodes have ids of ours.
 * @param {Graph} graph
 */
export function mermaidOf({ contexts, mutations, calls }) {
  const boxes = contexts.flatMap(({ name, params, queries }) => [
    `  subgraph ${id('context', name)}["${name}${params.length ? ` (${params.join(', ')})` : ''}"]`,
    ...queries.map((each) => `    ${id('query', each.name)}["${each.name}"]`),
    '  end',
  ])
  const nodes = [
    ...mutations.map(({ name }) => `  ${id('mutation', name)}(["${name}"])`),
    ...calls.map(({ name }) => `  ${id('call', name)}[/"${name}"/]`),
  ]
  const arrows = mutations.flatMap(({ name, affects }) =>
    affects.map((each) => `  ${id('mutation', name)} ${arrow(each)} ${end(each)}`),
  )
  const everything = mutations.some(({ affects }) => affects.some(({ all }) => all))
    ? ['  everything(("everything"))']
    : []
  return `${['flowchart LR', ...boxes, ...nodes, ...everything, ...arrows].join('\n')}\n`
}

/** Names have no capitals, so two of them never share an id. @param {string} kind @param {string} name */
const id = (kind, name) => `${kind}_${name.replaceAll('.', 'DOT')}`

/** @param {Affected} affected */
function end({ all, context, function: query }) {
  if (all) return 'everything'
  return context === undefined ? id('query', query ?? '') : id('context', context)
}

/** @param {Affected} affected */
function arrow({ params = {} }) {
  const names = Object.keys(params).sort()
  return names.length ? `-->|"${names.join(', ')}"|` : '-->'
}
