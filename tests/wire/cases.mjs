/** What is sent, and what must arrive of it: whatever the framework, and whether it goes with a query or a mutation. */

const LEFT_OUT = 'left out' // as app.py says it

/** What arrives where nothing was sent. */
export const NOTHING = { words: [LEFT_OUT], text: LEFT_OUT, patch: { a: LEFT_OUT, b: LEFT_OUT } }

/** More than fits into a URL, so that a query, too, becomes a POST. */
const LONG = 'x'.repeat(2500)

/**
 * @typedef {object} Case
 * @property {string} title
 * @property {Record<string, unknown>} sent
 * @property {Record<string, unknown>} [arrives] what differs from what is sent
 * @property {'POST'} [query] how a query goes, if it is no GET
 */

/** @type {Case[]} */
export const CASES = [
  { title: 'nothing', sent: {} },
  { title: 'an array', sent: { words: ['a', 'b,c', '', '[]', 'd'] } },
  { title: 'an array of one', sent: { words: ['a'] } },
  { title: 'an empty array', sent: { words: [] } },
  { title: 'null', sent: { text: null } },
  { title: 'the word null', sent: { text: 'null' } },
  { title: 'an empty text', sent: { text: '' } },
  { title: 'a/b?c#d', sent: { text: 'a/b?c#d', words: ['a/b?c#d'], patch: { a: 'a/b?c#d', b: '%2F+&text=ü"\\' } } },
  {
    title: '{a: null, b: undefined}',
    sent: { patch: { a: null, b: undefined }, text: undefined },
    arrives: { patch: { a: null, b: LEFT_OUT }, text: LEFT_OUT },
  },
  { title: 'a long text', sent: { text: LONG }, query: 'POST' },
]

/** What the server refuses with 422. @type {Case[]} */
export const REFUSED = [
  { title: 'a text in place of an array', sent: { words: 'no array' } },
  { title: 'a number in an array of texts', sent: { words: [1] } },
  { title: 'null in place of an object', sent: { patch: null } },
  { title: 'null in an array, and a long text', sent: { words: [null], text: LONG } },
]
