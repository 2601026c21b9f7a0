/** What a form allows, in a few words. */

/** @typedef {import('./forms.mjs').Form} Form */
/** @typedef {import('./forms.mjs').Shape} Shape */

const LONGEST = 60

/** @param {Form} form @returns {string} */
export function formWords(form) {
  if (form.any) return 'anything'
  const parts = [...form.values.keys(), ...form.shapes.map(shapeWords)]
  const text = parts.length ? [...new Set(parts)].join(' or ') : 'nothing'
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** @param {Shape} shape @returns {string} */
export function shapeWords(shape) {
  if (shape.name) return shape.name
  if (shape.kind === 'object') return shape.members.size ? 'an object' : withNotes('a record', shape)
  if (shape.kind !== 'array') return withNotes(shape.schema.integer ? 'integer' : shape.kind, shape)
  return withNotes(
    shape.first.length ? 'a tuple' : `a list of ${shape.rest ? formWords(shape.rest) : 'nothing'}`,
    shape,
  )
}

/** @type {readonly (readonly [string, string])[]} */
const NOTES = [
  ['minimum', '≥ '],
  ['exclusiveMinimum', '> '],
  ['maximum', '≤ '],
  ['exclusiveMaximum', '< '],
  ['multipleOf', 'multiple of '],
  ['minLength', 'length ≥ '],
  ['maxLength', 'length ≤ '],
  ['minItems', 'length ≥ '],
  ['maxItems', 'length ≤ '],
  ['minProperties', 'size ≥ '],
  ['maxProperties', 'size ≤ '],
  ['format', ''],
  ['pattern', 'matching '],
]

/** @param {string} text @param {Shape} shape */
function withNotes(text, { schema }) {
  const notes = NOTES.flatMap(([keyword, words]) =>
    schema[keyword] === undefined || (keyword === 'pattern' && schema.format) ? [] : [`${words}${schema[keyword]}`],
  )
  return notes.length ? `${text} (${notes.join(', ')})` : text
}
