/** Lists that are asked for part by part, and how tests look at them. */

import { context, mutation, type Query, query } from '../src/index.ts'
import { type Pages, pages } from '../src/pages.ts'
import { type Asked, type Script, settled } from './scripted-server.ts'

export interface Part {
  items: string[]
  next: string | null
  back?: string | null
}
export interface Params {
  tag?: string
  cursor?: string | null
}

export const feedContext = context('feed', ['cursor', 'tag'])
export const feed = query('feed', feedContext) as Query<Params, Part>
export const about = query('about', feedContext, ['tag'])
export const numbered = query('numbered', context('list', ['page'])) as Query<{ page?: number }, string[]>
export const edit = mutation('edit', ['feed'])

export const part = (items: string, next: string | null = null, back: string | null = null): Part => ({
  items: items.split(''),
  next,
  back,
})
export const page = (items: string, next?: string | null, back?: string | null) => ({
  data: { feed: part(items, next, back) },
})

export interface Options {
  max?: number
  cursor?: string
  back?: boolean
}

/** Show a feed, and keep all that was shown of it. */
export function shown({ kernel }: Pick<Script, 'kernel'>, { max, cursor, back }: Options = {}) {
  const params: Params = cursor === undefined ? { tag: 'a' } : { tag: 'a', cursor }
  const list = pages(kernel, feed, params, {
    param: 'cursor',
    next: (data) => data.next,
    previous: back ? (data) => data.back : undefined,
    max,
  })
  const seen: string[] = []
  const stop = list.subscribe(() => {
    const now = read(list)
    if (now !== seen.at(-1)) seen.push(now)
  })
  return { list, seen, stop }
}

export const read = (list: Pages<Part, unknown, unknown>) =>
  list
    .get()
    .pages.map(({ items }) => items.join(''))
    .join('|')
export const flags = ({ get }: Pages<Part, unknown, unknown>) => {
  const { status, fetching, fetchingNext, fetchingPrevious, hasNext, hasPrevious } = get()
  return [
    status,
    fetching && 'fetching',
    fetchingNext && 'fetchingNext',
    fetchingPrevious && 'fetchingPrevious',
    hasNext && 'hasNext',
    hasPrevious && 'hasPrevious',
  ]
    .filter(Boolean)
    .join(' ')
}

/** Show two pages: abc, def, and then there are more. */
export async function two(script: Script, options: Options = {}) {
  const feed = shown(script, options)
  await settled()
  await script.next().answer(page('abc', 'c'))
  feed.list.fetchNext()
  await settled()
  await script.next().answer(page('def', 'f'))
  feed.seen.length = 0
  return feed
}

export const asksFor = ({ params, only }: Asked) => [params['cursor'], only]
