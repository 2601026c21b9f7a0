/** A graph as text, for people. */

/** @typedef {import('./graph.mjs').Graph} Graph */

/**
 * Write a graph as an outline.
 * @param {Graph} graph
 */
export function textOf({ contexts, mutations, calls, notes }) {
  const blocks = [
    ...contexts.map(({ name, params, queries, affectedBy }) => [
      `context ${name}${params.length ? ` (${params.join(', ')})` : ''}`,
      ...table(queries.map((each) => ['query', each.name, rule(each)])),
      ...(affectedBy.length ? [`  affected by ${affectedBy.join(', ')}`] : []),
    ]),
    ...mutations.map((each) => [
      `mutation ${each.name}${rule(each)}`,
      ...each.affects.map((to) => `  affects ${targetText(to)}`),
    ]),
    calls.length ? ['calls', ...calls.map((each) => `  ${each.name}${rule(each)}`)] : [],
    notes.map(({ message }) => `note: ${message}`),
  ]
  return blocks
    .filter((lines) => lines.length)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

/**
 * A target in words.
 * @param {import('../document.mjs').Affected} affected
 */
export function targetText({ all, context, function: query, params = {} }) {
  if (all) return 'everything'
  const narrowed = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  const pairs = narrowed.map(([param, argument]) =>
    param === argument ? param : `${param} = ${argument ?? 'computed'}`,
  )
  return `${context === undefined ? `query ${query}` : `context ${context}`}${pairs.length ? ` (${pairs.join(', ')})` : ''}`
}

/** Who may call it, unless everybody. @param {{ auth: string }} member */
const rule = ({ auth }) => (auth === 'public' ? '' : ` [${auth}]`)

/** @param {readonly (readonly [string, string, string])[]} rows */
const table = (rows) => rows.map(([kind, name, suffix]) => `  ${kind} ${name}${suffix}`)
