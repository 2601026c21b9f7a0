/** The state of a panel: what is looked at, and how the page is made of it. */

import type { Kernel } from 'mizan-client'
import type { History } from './history.ts'
import type { List } from './list.ts'
import type { LiveLog } from './live.ts'
import type { Markup } from './markup.ts'
import type { Row } from './shelf.ts'
import type { Step } from './steps.ts'

export const TABS = ['contexts', 'timeline', 'live'] as const
export type Tab = (typeof TABS)[number]

export interface State {
  readonly kernel: Kernel
  readonly history: History
  readonly log: LiveLog
  tab: Tab
  /** What rows must hold, per tab. */
  readonly filter: Record<Tab, string>
  /** Instances whose entries are not shown. */
  readonly closed: Set<string>
  /** What is looked at in detail. */
  row: Row | undefined
  step: Step | undefined
  /** Lines of the data in detail that were opened or closed, and how many of their parts are shown. */
  toggled: Map<string, boolean>
  shown: Map<string, number>
  /** The line of the data that the keyboard is at. */
  line: string | undefined
  /** What was just done, for a moment. */
  note: string
}

/** What a tab shows: on the left, and in detail on the right. */
export interface View {
  readonly columns: Markup
  readonly list: List | undefined
  /** Said in place of an empty list. */
  readonly empty: string
  readonly detail: readonly Markup[]
  readonly data: List | undefined
}

/** Look at another thing. */
export function look(state: State, at: Pick<Partial<State>, 'row' | 'step'>): void {
  Object.assign(state, at, { toggled: new Map(), shown: new Map(), line: undefined })
}
