/** What changed between two documents: by function, context and error, and whether clients that are out there notice. */

import { isDeepStrictEqual } from 'node:util'
import { targetText } from '../graph/text.mjs'
import { differing } from './differences.mjs'
import { forming } from './forms.mjs'

/** @typedef {import('../document.mjs').Content} Content */
/** @typedef {import('../document.mjs').FunctionContent} FunctionContent */
/** @typedef {import('../document.mjs').ErrorContent} ErrorContent */
/** @typedef {import('../schema.mjs').Schema} Schema */
/** @typedef {import('./local.mjs').Difference} Difference */
/** @typedef {Difference & { kind: 'function' | 'context' | 'error', name: string }} Change */

/** @typedef {(before: Schema, after: Schema, path: string, direction: 'input' | 'output') => Difference[]} TypeComparer */

/**
 * List all changes: functions first, then contexts, then errors, each sorted by name.
 * @param {Content} before
 * @param {Content} after
 * @returns {Change[]}
 */
export function compare(before, after) {
  const types = comparing(before, after)
  return [
    ...members('function', before.functions, after.functions, (one, other) => ofFunctions(one, other, types)),
    ...members('context', before.contexts, after.contexts, (one, other) =>
      types(one.params, other.params, 'params', 'input'),
    ),
    ...members('error', before.errors, after.errors, (one, other) => ofErrors(one, other, types)),
  ]
}

/** @param {Content} before @param {Content} after @returns {TypeComparer} */
function comparing(before, after) {
  const former = (/** @type {Content} */ { types }) => forming(new Map(types.map(({ name, schema }) => [name, schema])))
  const [then, now] = [former(before), former(after)]
  const sides = { input: differing('input'), output: differing('output') }
  return (one, other, path, direction) => sides[direction](then(one), now(other), path)
}

/**
 * @template {{ name: string }} T
 * @param {Change['kind']} kind
 * @param {readonly T[]} before
 * @param {readonly T[]} after
 * @param {(before: T, after: T) => Difference[]} changes
 * @returns {Change[]}
 */
function members(kind, before, after, changes) {
  const [then, now] = [before, after].map((all) => new Map(all.map((each) => [each.name, each])))
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort()
  return names.flatMap((name) => {
    const [one, other] = [then?.get(name), now?.get(name)]
    const found = one && other ? changes(one, other) : [one ? GONE[kind] : ADDED]
    return found.map((each) => ({ kind, name, ...each }))
  })
}

const ADDED = { breaking: false, path: '', change: 'added', message: 'is new' }

/** @type {Readonly<Record<Change['kind'], Difference>>} */
const GONE = {
  function: { breaking: true, path: '', change: 'removed', message: 'is gone, and clients call it' },
  context: { breaking: true, path: '', change: 'removed', message: 'is gone, and clients fetch it' },
  // Who could raise it is told of every function.
  error: { breaking: false, path: '', change: 'removed', message: 'is gone' },
}

/** @param {FunctionContent} before @param {FunctionContent} after @param {TypeComparer} types @returns {Difference[]} */
function ofFunctions(before, after, types) {
  return [
    ...ofKind(before, after),
    ...ofAuth(before.auth, after.auth),
    ...(before.rev === after.rev
      ? []
      : [told(true, 'rev', 'rev-changed', `was ${before.rev}, is ${after.rev}: it means something else now`)]),
    ...ofTargets(before, after),
    ...types(before.args, after.args, 'args', 'input'),
    ...types(filesOf(before), filesOf(after), 'files', 'input'),
    ...types(before.result, after.result, 'result', 'output'),
    ...ofRaised(before.errors, after.errors),
  ]
}

/** @param {boolean} breaking @param {string} path @param {string} change @param {string} message @returns {Difference} */
const told = (breaking, path, change, message) => ({ breaking, path, change, message })

/** @param {FunctionContent} before @param {FunctionContent} after @returns {Difference[]} */
function ofKind(before, after) {
  if (before.kind !== after.kind) {
    const message = `was a ${before.kind}, is a ${after.kind}, which is asked for in another way`
    return [told(true, 'kind', 'kind-changed', message)]
  }
  if (before.context === after.context) return []
  const message = `was in ${before.context}, is in ${after.context}, and clients fetch the former`
  return [told(true, 'context', 'context-changed', message)]
}

/** From whom little is asked to from whom much is. */
const RULES = ['public', 'authenticated', 'staff', 'superuser']

/** A rule of one's own may refuse anybody. @param {string} before @param {string} after @returns {Difference[]} */
function ofAuth(before, after) {
  if (before === after) return []
  const [one, other] = [RULES.indexOf(before), RULES.indexOf(after)]
  const wider = after === 'public' || (one >= 0 && other >= 0 && other < one)
  if (wider) return [told(false, 'auth', 'auth-widened', `was ${before}, is ${after}`)]
  return [told(true, 'auth', 'auth-narrowed', `was ${before}, is ${after}: callers may be refused who were not`)]
}

/** Clients are told what became stale by every answer, so that none is out of date. @param {FunctionContent} before @param {FunctionContent} after @returns {Difference[]} */
function ofTargets(before, after) {
  if (before.kind !== 'mutation' || after.kind !== 'mutation') return []
  if (isDeepStrictEqual(before.affects, after.affects) && isDeepStrictEqual(before.contexts, after.contexts)) return []
  const words = (/** @type {FunctionContent} */ { affects, contexts }) =>
    (affects.length ? affects.map(targetText) : contexts).join(', ') || 'nothing'
  return [told(false, 'affects', 'affects-changed', `affected ${words(before)}, affects ${words(after)}`)]
}

/** Files as the members of an object, which they are on their way. @param {FunctionContent} content @returns {Schema} */
const filesOf = ({ files, requiredFiles }) => ({
  type: 'object',
  properties: files,
  required: requiredFiles,
  additionalProperties: false,
})

/**
 * Any function may fail with codes that its document does not name, so that a new one is met by whoever handles those. One
 * that is gone was waited for, and what comes instead is not known.
 * @param {readonly string[]} before
 * @param {readonly string[]} after
 * @returns {Difference[]}
 */
function ofRaised(before, after) {
  return [...new Set([...before, ...after])].sort().flatMap((code) => {
    const path = `errors.${code}`
    if (!after.includes(code))
      return [told(true, path, 'error-removed', 'is no longer raised, and clients wait for it')]
    return before.includes(code) ? [] : [told(false, path, 'error-added', 'may be raised now')]
  })
}

/** @param {ErrorContent} before @param {ErrorContent} after @param {TypeComparer} types @returns {Difference[]} */
function ofErrors(before, after, types) {
  const status =
    before.status === after.status
      ? []
      : [told(true, 'status', 'status-changed', `was ${before.status}, is ${after.status}`)]
  return [...status, ...types(before.details, after.details, 'details', 'output')]
}
