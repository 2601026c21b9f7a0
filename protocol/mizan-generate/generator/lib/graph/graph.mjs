/** Contexts, functions, and who makes what stale. */

/** @typedef {import('../document.mjs').Affected} Affected */
/** @typedef {import('../document.mjs').FunctionContent} FunctionContent */

/** @typedef {{ name: string, auth: string }} Member */
/** @typedef {{ name: string, params: readonly string[], queries: readonly Member[], affectedBy: readonly string[] }} ContextNode */
/** @typedef {Member & { affects: readonly Affected[], contexts: readonly string[] }} MutationNode */
/** @typedef {{ kind: 'query-in-no-context' | 'affects-nothing' | 'affected-by-nothing', names: readonly string[], message: string }} Note */

/**
 * @typedef {object} Graph
 * @property {readonly ContextNode[]} contexts
 * @property {readonly MutationNode[]} mutations
 * @property {readonly Member[]} calls
 * @property {readonly Note[]} notes what is odd, or worth a second thought
 */

/**
 * Read the graph off a document, everything sorted by name.
 * @param {import('../document.mjs').Content} content
 * @returns {Graph}
 */
export function graphOf({ functions, contexts }) {
  const of = (/** @type {string} */ kind) => functions.filter((each) => each.kind === kind)
  const auths = new Map(functions.map(({ name, auth }) => [name, auth]))
  const mutations = of('mutation').map(({ name, auth, affects, contexts: reached }) => ({
    name,
    auth,
    affects: affects.length ? affects : reached.map(target),
    contexts: reached,
  }))
  const nodes = contexts.map(({ name, params, functions: members }) => ({
    name,
    params: Object.keys(params.properties ?? {}).sort(),
    queries: [...members].sort().map((each) => ({ name: each, auth: auths.get(each) ?? 'public' })),
    affectedBy: mutations.filter((each) => reaches(each, name)).map((each) => each.name),
  }))
  return {
    contexts: nodes,
    mutations,
    calls: of('call').map(({ name, auth }) => ({ name, auth })),
    notes: notesOn(nodes, of('query'), [...of('call'), ...of('mutation')]),
  }
}

/** @param {string} context @returns {Affected} */
const target = (context) => (context === '*' ? { all: true } : { context })

/** @param {{ contexts: readonly string[] }} mutation @param {string} context */
const reaches = ({ contexts }, context) => contexts.includes('*') || contexts.includes(context)

/** @param {readonly ContextNode[]} contexts @param {readonly FunctionContent[]} queries @param {readonly FunctionContent[]} others @returns {readonly Note[]} */
function notesOn(contexts, queries, others) {
  const members = new Map(contexts.map(({ name, queries: own }) => [name, own.map((each) => each.name)]))
  const lost = queries.filter(({ name, context }) => !members.get(context)?.includes(name))
  const idle = others.filter(({ contexts: reached, affects }) => !reached.length && !affects.length)
  const constant = contexts.filter(({ affectedBy }) => !affectedBy.length)
  return [
    note('query-in-no-context', lost, 'Queries in no context, which nobody can fetch'),
    note('affects-nothing', idle, 'Functions that affect nothing, so that what is shown stays as it is'),
    note(
      'affected-by-nothing',
      constant,
      'Contexts that nothing affects, so that they are as fresh as when they were fetched',
    ),
  ].filter(({ names }) => names.length)
}

/** @param {Note['kind']} kind @param {readonly { name: string }[]} members @param {string} why @returns {Note} */
function note(kind, members, why) {
  const names = members.map(({ name }) => name).sort()
  return { kind, names, message: `${why}: ${names.join(', ')}.` }
}
