/** The worker: it answers what it has kept to those who may see it, and asks the origin for all else. */

import { isAhead } from './after.mjs'
import { shown, told } from './answers.mjs'
import { askedBy } from './asking.mjs'
import { entryOf, judge } from './entries.mjs'
import { pass, unreachable } from './passing.mjs'

/** @typedef {import('./asking.mjs').Asked} Asked */
/** @typedef {import('./entries.mjs').Entry} Entry */

/**
 * @typedef {object} Edge
 * @property {import('./manifest.mjs').Manifest} manifest
 * @property {import('./settings.mjs').Settings} settings
 * @property {import('./stores.mjs').Store} store
 * @property {() => number} now in ms since 1970
 * @property {Set<string>} refilling the keys of entries that are being computed again
 */

/**
 * Lets work go on when the answer is out, where the platform can promise that. Else returns when it is done, for those who
 * want to be sure.
 * @typedef {(work: Promise<unknown>) => Promise<unknown> | undefined} Later
 */

/** Why the origin is asked, as RFC 9211 spells it. @type {Readonly<Partial<Record<import('./entries.mjs').Verdict, string>>>} */
const FORWARDED = { missing: 'uri-miss', expired: 'stale', behind: 'request' }

/**
 * Answer a request.
 * @param {Request} request
 * @param {Edge} edge
 * @param {Later} later
 * @returns {Promise<Response>}
 */
export async function answer(request, edge, later) {
  const asked = await askedBy(request, edge)
  if (!asked) return pass(request, edge.settings.origin)
  if (!asked.after.isWhole) return forward(asked, edge, later, 'bypass')
  const entry = await find(asked, edge)
  const verdict = judge(entry, asked.after.generations, edge.now())
  const why = FORWARDED[verdict]
  if (!entry || why) return forward(asked, edge, later, why ?? 'miss')
  if (verdict === 'stale' && !edge.refilling.has(asked.key)) later(refill(asked, edge))
  return shown(entry, request, edge.now())
}

/** Ask the origin, show what it says, and keep it. @param {Asked} asked @param {Edge} edge @param {Later} later @param {string} why */
async function forward(asked, edge, later, why) {
  const got = await ask(asked, edge).catch(() => undefined)
  if (!got) return unreachable()
  const { response, body, entry } = got
  if (typeof entry !== 'string') await later(keep(asked, edge, entry))
  const kept = typeof entry === 'string' ? `detail=${entry}` : 'stored'
  return told(response, body, asked.request, `fwd=${why}; fwd-status=${response.status}; ${kept}`)
}

/** Compute an entry again while others are shown the old one. @param {Asked} asked @param {Edge} edge */
async function refill(asked, edge) {
  edge.refilling.add(asked.key)
  try {
    const { entry } = await ask(asked, edge)
    if (typeof entry !== 'string') await keep(asked, edge, entry)
  } finally {
    edge.refilling.delete(asked.key)
  }
}

/** @param {Asked} asked @param {Edge} edge */
async function ask({ url, headers, key, bundle }, { now }) {
  const began = now()
  const response = await fetch(url, { headers, redirect: 'manual' })
  const body = await response.text()
  return { response, body, entry: entryOf(response, body, key, bundle, began) }
}

/** A store that fails has nothing. @param {Asked} asked @param {Edge} edge @returns {Promise<Entry | undefined>} */
const find = ({ key, request }, { store }) => store.find(key, request.url).catch(() => undefined)

/** Keep an entry, unless a newer one is there: who has seen that one is not to see this, as far as that can be told. @param {Asked} asked @param {Edge} edge @param {Entry} entry */
async function keep(asked, edge, entry) {
  const present = await find(asked, edge)
  if (present && isAhead(present.generations, entry.generations)) return
  await edge.store.keep(asked.key, asked.request.url, entry)
}
