/** What several documents hold, as if they were one. */

import { isDeepStrictEqual } from 'node:util'
import { Problem } from './problem.mjs'
import { isRecord } from './schema.mjs'

/** @typedef {import('./document.mjs').Content} Content */

/**
 * @typedef {object} Part
 * @property {import('./source/config.mjs').Source} source
 * @property {Content} content
 */

/**
 * Unite what documents hold; refuse, all at once, what stands in two of them and may not.
 * @param {readonly Part[]} parts
 * @returns {Content}
 */
export function union(parts) {
  // Two spellings of one type are the same, and the first is taken: it must not depend on the list's order.
  const ordered = [...parts].sort((a, b) => (a.source.name < b.source.name ? -1 : 1))
  const functions = united(ordered, ({ functions }) => functions)
  const contexts = united(ordered, ({ contexts }) => contexts)
  const types = united(ordered, ({ types }) => types)
  const errors = united(ordered, ({ errors }) => errors)
  const mistakes = [
    ...functions.doubles.map(
      ({ name, sources }) =>
        `Both ${sources} have a function ${name}. Rename one of them: a page knows it by this name.`,
    ),
    ...contexts.doubles.map(
      ({ name, sources }) =>
        `Both ${sources} have a context ${name}. Rename one of them: one request fetches one context, from one server.`,
    ),
    ...types.doubles.flatMap((each) => unlike(each, 'a type', 'Rename one of them, or let both servers share it.')),
    ...errors.doubles.flatMap((each) => unlike(each, 'an error', 'Give one of them another code.')),
  ]
  if (mistakes.length) throw new Problem(mistakes.join('\n'))
  const [signature = ''] = parts.length > 1 ? [] : parts.map(({ content }) => content.signature) // each server has its own
  return { signature, functions: functions.all, contexts: contexts.all, types: types.all, errors: errors.all }
}

/** @typedef {{ name: string, sources: string, members: readonly [unknown, unknown] }} Double */

/**
 * What parts hold of one kind, sorted by name, and what of it stands in two of them.
 * @template {{ name: string }} T
 * @param {readonly Part[]} parts
 * @param {(content: Content) => readonly T[]} membersOf
 */
function united(parts, membersOf) {
  /** @type {Map<string, { member: T, source: string }>} */
  const found = new Map()
  /** @type {Double[]} */
  const doubles = []
  for (const { source, content } of parts) {
    for (const member of membersOf(content)) {
      const { name } = member
      const first = found.get(name)
      if (!first) found.set(name, { member, source: source.name })
      else doubles.push({ name, sources: `${first.source} and ${source.name}`, members: [first.member, member] })
    }
  }
  const all = [...found.values()].map(({ member }) => member).sort((a, b) => (a.name < b.name ? -1 : 1))
  return { all, doubles }
}

/** What is wrong with two things of one name that should be one, if they are not. @param {Double} double @param {string} noun @param {string} advice */
function unlike({ name, sources, members: [one, other] }, noun, advice) {
  if (isDeepStrictEqual(one, other)) return []
  return [`Both ${sources} have ${noun} ${name}, and they differ in ${difference(one, other)}. ${advice}`]
}

/** Where two values differ first, as a path. @param {unknown} one @param {unknown} other @returns {string} */
function difference(one, other) {
  if (!isRecord(one) || !isRecord(other)) return ''
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  const name = names.find((each) => !isDeepStrictEqual(one[each], other[each])) ?? ''
  const inside = difference(one[name], other[name])
  return inside ? `${name}.${inside}` : name
}
