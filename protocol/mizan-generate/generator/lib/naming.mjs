/** Every naming rule of the generated code. No other module spells a name. */

import { isRecord, sorted } from './schema.mjs'

/** Each name in Pascal case, which a dozen names of generated code begin with. @type {Map<string, string>} */
const known = new Map()

/** @param {string} name */
export function pascal(name) {
  let found = known.get(name)
  if (found === undefined) {
    found = name.replace(/(?:^|[._])([^._]?)/g, (_, letter) => letter.toUpperCase())
    known.set(name, found)
  }
  return found
}

/** @param {string} text */
const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1)

/** @param {string} name */
export const camel = (name) => {
  const word = lower(pascal(name))
  return KEYWORDS.has(word) || TAKEN.has(word) ? `${word}_` : word
}

/** @param {string} name */
export const argsType = (name) => `${pascal(name)}Args`
/** @param {string} name */
export const resultType = (name) => `${pascal(name)}Result`
/** For a result that is not the model which is called as `resultType` says. @param {string} name */
export const otherResultType = (name) => `${pascal(name)}Returns`
/** @param {string} name */
export const errorType = (name) => `${pascal(name)}Error`
/** @param {string} name */
export const callName = (name) => `call${pascal(name)}`
/** @param {string} name */
export const fetchName = (name) => `fetch${pascal(name)}`
/** @param {string} name */
export const hookName = (name) => `use${pascal(name)}`
/** @param {string} name */
export const stateHookName = (name) => `use${pascal(name)}State`
/** @param {string} name */
export const pagesHookName = (name) => `use${pascal(name)}Pages`
/** Of a query, for TanStack. @param {string} name */
export const optionsName = (name) => `${lower(pascal(name))}Options`
/** Of a mutation or a call, for TanStack. @param {string} name */
export const mutationName = (name) => `${lower(pascal(name))}Mutation`
/** @param {string} context */
export const providerName = (context) => `${pascal(context)}Context`
/** What queries name their context by, in one file alone; `taken` are the other names there. @param {string} context @param {ReadonlySet<string>} taken */
export const contextName = (context, taken) => {
  const name = lower(providerName(context))
  return taken.has(name) ? `${name}_` : name
}
/** Where a provider is a function that is called. @param {string} context */
export const setterName = (context) => `set${providerName(context)}`
/** @param {string} context */
export const queriesType = (context) => `${pascal(context)}Queries`
/** @param {string} context */
export const prefetchName = (context) => `prefetch${pascal(context)}`
/** @param {string} context */
export const paramsType = (context) => `${pascal(context)}ContextParams`

/** What reads a type from the wire; no function is called so. @param {string} type */
export const readerName = (type) => `$${type}`
/** A type as it stands in JSON, where it is shown otherwise. @param {string} type */
export const jsonType = (type) => `${type}Json`

/** What most names are. */
const PLAIN = /^[a-z]\w*$/
export const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u
const FUNCTION = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/
const KEYWORDS = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof var void while with yield arguments eval undefined globalThis'
  ).split(' '),
)
/** What the generated files import or export under names of their own; a module that exports `then` cannot be awaited. */
const TAKEN = new Set(
  'caller context fetcher mutation query uploading scoped prefetcher configure then isMizanError mizanProvider contextProvider mutationHook queryHook queryStateHook pagesHook connector mutationOptions queryOptions'.split(
    ' ',
  ),
)
const BUILT_IN_TYPES = new Set('any bigint boolean never number object string symbol unknown'.split(' '))

/** @param {string} name */
export const isFunctionName = (name) => FUNCTION.test(name)

/** @param {string} name */
export const isTypeName = (name) => IDENTIFIER.test(name) && !KEYWORDS.has(name) && !BUILT_IN_TYPES.has(name)

/** A property key as TypeScript writes it. @param {string} name */
export const key = (name) => (PLAIN.test(name) || (IDENTIFIER.test(name) && name !== '__proto__') ? name : text(name))

/** A key of an object literal, where `__proto__` would set the prototype unless it is computed. @param {string} name */
export const memberKey = (name) => (name === '__proto__' ? "['__proto__']" : key(name))

/** How a member is asked for. @param {string} name */
export const access = (name) => (IDENTIFIER.test(name) ? `.${name}` : `[${text(name)}]`)

/** JSON, the members of objects sorted by name. @param {unknown} value */
export const json = (value) =>
  String(JSON.stringify(value, (_, each) => (isRecord(each) ? Object.fromEntries(sorted(each)) : each)))

/** A string literal, whatever it holds. @param {unknown} value */
export const text = (value) =>
  typeof value === 'string'
    ? PLAIN.test(value)
      ? `'${value}'`
      : `'${JSON.stringify(value)
          .slice(1, -1)
          .replace(/\\"/g, '"')
          .replace(/'/g, "\\'")
          .replace(/[\u2028\u2029]/g, unicode)}'`
    : json(value)

/** @param {string} letter */
const unicode = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Text that cannot end a comment. @param {string} value */
export const comment = (value) =>
  /[/\r\u2028\u2029]/.test(value)
    ? value
        .replace(/\*\//g, '*\\/')
        .replace(/\r\n?/g, '\n')
        .replace(/[\u2028\u2029]/g, ' ')
    : value
