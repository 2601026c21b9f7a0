/** Texts: params, targets, times and sizes as people read them. */

import type { Params } from 'mizan-client'
import type { Target } from 'mizan-client/tap'
import type { Cause, Who } from './steps.ts'
import { preview } from './values.ts'

const LONGEST_VALUE = 24

/** `board_id: 5, limit: 20` */
export function paramsText(params: Params): string {
  return Object.keys(params)
    .sort()
    .filter((name) => params[name] !== undefined)
    .map((name) => `${name}: ${preview(params[name], LONGEST_VALUE)}`)
    .join(', ')
}

/** `board(board_id: 5)` */
export function called(name: string, params: Params): string {
  return `${name}(${paramsText(params)})`
}

/** A context or a function with its params; without any, its name alone. */
export function subject(name: string, params: Params): string {
  const text = paramsText(params)
  return text ? `${name} { ${text} }` : name
}

export function targetText({ all, context, function: name, params = {} }: Target): string {
  return all || !(context ?? name) ? 'everything' : subject(name ?? context ?? '', params)
}

const WHO: Record<Who, string> = { page: 'the page', live: 'the server', devtools: 'the devtools' }

/** What caused something, in a word or two. */
export function nameOf(cause: Cause): string {
  if (cause.kind === 'call') return cause.name
  if (cause.kind === 'reset') return cause.cause?.name ?? 'reset'
  return cause.by === 'live' ? 'live' : `${cause.kind}, by ${WHO[cause.by]}`
}

/** `0.4 ms`, `35 ms`, `1.2 s` */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** How long ago something was: `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** `14:03:09.512` */
export function clock(at: number): string {
  const date = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
