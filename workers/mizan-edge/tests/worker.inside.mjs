/** The worker that tests run, and what they may do to it. */

import { edge } from '../src/index.mjs'

/** Wrap a worker: its clock can be set, and told to be ready. @param {import('../src/index.mjs').Manifest} manifest */
export function tested(manifest) {
  let ahead = 0
  const worker = edge(manifest, { now: () => Date.now() + ahead })
  return {
    /** @param {Request} request @param {unknown} env @param {unknown} context */
    async fetch(request, env, context) {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/ready') return new Response()
      if (pathname !== '/test/clock') return worker.fetch(request, env, context)
      ahead = 1000 * Number(searchParams.get('ahead'))
      return new Response()
    },
  }
}
