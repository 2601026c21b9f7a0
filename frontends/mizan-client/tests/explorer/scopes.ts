/** Scopes: families of schedules, each small enough to play all of it up to some length. */

import type { Scope } from './steps.ts'

const USER = ['profile', 'posts']

export const SCOPES: readonly (Scope & { name: string; depth: number })[] = [
  { name: 'one context', depth: 6, views: USER, writes: ['rename'], also: ['fresh'], calls: 2 },
  { name: 'one function', depth: 4, views: USER, writes: ['post', 'rename'], also: ['fresh', 'wait'], calls: 2 },
  {
    name: 'a mounted context',
    depth: 5,
    views: USER,
    writes: ['rename'],
    also: ['mount', 'prefetch', 'fresh'],
    calls: 1,
  },
  {
    name: 'three functions',
    depth: 4,
    views: [...USER, 'motd'],
    writes: ['rename', 'login'],
    also: ['fresh'],
    calls: 2,
  },
  {
    name: 'two pages',
    depth: 5,
    views: ['title/1', 'title/2', 'page/1'],
    writes: ['rename'],
    also: ['fresh'],
    calls: 1,
  },
  {
    name: 'identity',
    depth: 5,
    views: ['profile'],
    writes: ['login'],
    also: ['wait', 'fetch', 'reset', 'fresh'],
    calls: 2,
  },
  { name: 'failures', depth: 4, views: USER, writes: ['rename'], also: ['fail', 'refetch', 'focus'], calls: 1 },
  { name: 'what others do', depth: 4, views: USER, writes: ['rename', 'post'], also: ['elsewhere'], calls: 2 },
  { name: 'one turn', depth: 4, views: USER, writes: ['rename'], also: ['wait', 'refetch', 'at once'], calls: 1 },
  { name: 'hopes', depth: 5, views: ['profile'], writes: ['rename'], also: ['hope', 'fail', 'fresh'], calls: 2 },
  {
    name: 'long absence',
    depth: 4,
    views: ['profile', 'page/1'],
    writes: ['rename'],
    also: ['leave', 'fetch'],
    calls: 1,
  },
]

/** All that may happen, for long schedules. */
export const EVERYTHING: Scope = {
  views: ['profile', 'posts', 'profile/6', 'title/1', 'title/2', 'page/1', 'page/2', 'motd'],
  writes: ['rename', 'post', 'announce', 'login'],
  also: ['wait', 'fetch', 'refetch', 'mount', 'focus', 'reset', 'elsewhere', 'fresh', 'hope', 'fail', 'leave'],
  calls: Number.POSITIVE_INFINITY,
}
