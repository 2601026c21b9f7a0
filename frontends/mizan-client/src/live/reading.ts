/** What servers and other tabs say, read with suspicion. */

import type { Params } from '../keys.ts'
import { isObject } from '../sharing.ts'
import type { Instance, Target } from '../transport.ts'

/** An instance, and what allows to watch it; without that it is to be left. */
export interface Watch extends Instance {
  readonly topic?: string | undefined
}

/** What was JSON: any of its members may be there, and be anything. */
export type Said = Readonly<Record<string, unknown>> | null | undefined

/** Parse JSON; undefined if it is none. */
export function parse(text: unknown): Said {
  try {
    return JSON.parse(text as string)
  } catch {
    return undefined
  }
}

/** Return the targets of a list. What cannot be understood means everything: rather asked for twice than stale. */
export function targetsOf(list: unknown): Target[] {
  return Array.isArray(list) ? list.map(targetOf) : [{}]
}

function targetOf(said: Said): Target {
  const params = paramsOf(said)
  const kind = ['context', 'function'].find((each) => typeof said?.[each] === 'string')
  return kind && params ? { [kind]: said![kind], params } : {}
}

/** Return those members of a list that name an instance. */
export function instancesOf(list: unknown): Watch[] {
  return (Array.isArray(list) ? list : []).flatMap((said: Said) => {
    const params = paramsOf(said)
    const { context, topic } = said ?? {}
    if (typeof context !== 'string' || !params) return []
    return { context, params, topic: typeof topic === 'string' ? topic : undefined }
  })
}

function paramsOf(said: Said): Params | undefined {
  const params = said?.params ?? {}
  return isObject(params) && !Array.isArray(params) ? params : undefined
}
