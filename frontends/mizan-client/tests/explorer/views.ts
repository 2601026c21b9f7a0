/** Views: what a page may show, wait for or mount, by the short names that schedules use. */

import type { AnyQuery, Params } from '../../src/index.ts'
import { READS } from './server.ts'

export interface View {
  query: AnyQuery
  params: Params
  context: string
}

/** Views by name: `profile` is that of user 5, `profile/6` that of another; `page/2` shows a second page of user 5's. */
export function viewOf(name: string): View {
  const [read, which] = name.split('/')
  const query = READS.get(read!)!
  return { query, context: query.context, params: paramsOf(query.context, which) }
}

/** Instances by name: `user`, `user/6`, `paged/2`; a view's name is as good. */
export function instanceOf(name: string): { context: string; params: Params } {
  const [first, which] = name.split('/')
  const context = READS.get(first!)?.context ?? first!
  return { context, params: paramsOf(context, which) }
}

function paramsOf(context: string, which = '5'): Params {
  if (context === 'user') return { user_id: Number(which) }
  return context === 'paged' ? { user_id: 5, page: Number(which) } : {}
}
