/** The order of functions in code: by context. A page uses whole contexts, and bundlers join statements that stand together. */

/** @typedef {import('../model.mjs').Model} Model */
/** @typedef {import('../model.mjs').FunctionModel} FunctionModel */

/**
 * The functions of each context, its queries first. A mutation stands where the last of the contexts does that it affects,
 * so that all of them are there; what affects none stands at the end, under no name.
 * @param {Pick<Model, 'contexts' | 'functions'>} model
 * @returns {Map<string, FunctionModel[]>}
 */
export function groupsOf({ contexts, functions }) {
  const groups = new Map(
    [...contexts.map(({ name }) => name), ''].map((name) => [name, /** @type {FunctionModel[]} */ ([])]),
  )
  const queries = functions.filter(({ kind }) => kind === 'query')
  const others = functions.filter(({ kind }) => kind !== 'query')
  for (const each of queries) groups.get(each.context)?.push(each)
  for (const each of others) groups.get(lastOf(each.contexts.filter((name) => groups.has(name))))?.push(each)
  return groups
}

/** @param {readonly string[]} names */
const lastOf = (names) => [...names].sort().at(-1) ?? ''
