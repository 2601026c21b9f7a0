/** Events: what a kernel tells of itself, beside what can be heard of its transport. */

import type { EntryState, InstanceState } from './entry.ts'
import type { Target } from './transport.ts'

/** What there is to tell, and what of. */
export interface Events {
  /** The first observer came, or the last one left. */
  mounted: [InstanceState]
  /** A target, or somebody who asks for newer data, makes an entry stale. */
  stale: [EntryState, Target?]
  /** Everything is about to be forgotten, for another identity. */
  epoch: []
  /** An entry's subscribers are about to be told of another snapshot. */
  shown: [EntryState]
}

export type Tell = <Type extends keyof Events>(type: Type, ...what: Events[Type]) => void
