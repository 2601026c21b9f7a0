/** Passing on: what the worker does with all that it does not keep. */

import { USUAL } from './answers.mjs'

/** Said between neighbours, or to us: none of it is the origin's. */
const OURS = ['connection', 'host', 'keep-alive', 'mizan-edge', 'te', 'transfer-encoding', 'upgrade']

/**
 * Say where the origin is asked for a path. Only its path is set, since `//host` resolves to another one.
 * @param {string} path
 * @param {string} search
 * @param {string} url of the request
 * @param {URL | undefined} origin
 */
export function targetOf(path, search, url, origin) {
  const target = new URL(origin ?? url)
  target.pathname = path
  target.search = search
  return target
}

/**
 * Pass a request on, untouched, and its answer back.
 * @param {Request} request
 * @param {URL | undefined} origin
 */
export async function pass(request, origin) {
  const { pathname, search } = new URL(request.url)
  const passed = new Request(targetOf(pathname, search, request.url, origin), request)
  for (const name of OURS) passed.headers.delete(name)
  // Runtimes differ in who unpacks an answer, and whether its headers say so then.
  passed.headers.set('accept-encoding', 'identity')
  try {
    return await fetch(passed, { redirect: 'manual' })
  } catch (error) {
    if (request.signal.aborted) throw error
    return unreachable()
  }
}

/** What is answered where the origin does not. */
export function unreachable() {
  const error = { code: 'ORIGIN_UNREACHABLE', message: 'The server could not be reached.', details: null }
  return Response.json({ error }, { status: 502, headers: USUAL })
}
