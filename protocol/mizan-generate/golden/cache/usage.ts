/** A server whose answers are kept: the page needs no word of it, and a worker gets what it has to know. */

import type { CachedQuery } from 'mizan-edge'
import { edge } from 'mizan-edge'
import { manifest } from './expected/edge.js'
import { callOrder, fetchPrices } from './expected/index.js'

export const worker = edge(manifest)
export const queries: (CachedQuery | null | undefined)[] = Object.values(manifest.contexts['shop'] ?? {})

export const ordered = (article: string) => callOrder({ article }).then(() => fetchPrices({ article }))

// @ts-expect-error what a worker needs is no part of a page
import { manifest as shown } from './expected/index.js'

export const none = shown
