/** Actions: what buttons do. */

import type { Kernel } from 'mizan-client'
import type { EntryState } from 'mizan-client/tap'
import { look, type State, TABS, type Tab } from './state.ts'
import { instanceTarget } from './steps.ts'
import { jsonOf } from './values.ts'

interface Frame {
  draw(): void
  open(open: boolean): void
  /** Bring what is chosen in a list into sight. */
  reveal(list: string): void
  /** Another tab was chosen. */
  chosen(): void
}

type Act = (element: HTMLElement, key?: string) => unknown

/** Tell how long a note stands, in ms. */
const NOTE_MS = 1500

export function actionsOf(state: State, frame: Frame): Record<string, Act> {
  const { kernel, history } = state

  function go(tab: Tab): void {
    state.tab = tab
    frame.chosen()
    frame.draw()
  }

  function note(text: string): void {
    state.note = text
    frame.draw()
    setTimeout(() => {
      if (state.note === text) state.note = ''
      frame.draw()
    }, NOTE_MS)
  }

  return {
    open: () => frame.open(true),
    close: () => frame.open(false),

    tab: (element) => go(element.dataset['tab'] as Tab),

    /** Arrows go from tab to tab. */
    turn(element, key) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key ?? '']
      if (!by) return false
      const tabs = [...(element.parentElement?.children ?? [])] as HTMLElement[]
      const at = (TABS.indexOf(state.tab) + by + TABS.length) % TABS.length
      go(TABS[at]!)
      tabs[at]?.focus()
      return true
    },

    step(element) {
      const id = Number(element.dataset['step'])
      const step = history.steps.find((each) => each.id === id)
      if (!step) return note('That step is not kept any more.')
      look(state, { step })
      state.filter.timeline = ''
      go('timeline')
      frame.reveal('steps')
    },

    pause() {
      history.paused = !history.paused
    },

    clear() {
      history.clear()
      look(state, { step: undefined })
    },

    refetch() {
      const entry = state.row?.entry
      if (entry) history.by('devtools', () => refetch(kernel, entry))
    },

    invalidate() {
      const { context = '', params = {} } = state.row?.instance ?? {}
      if (state.row) history.by('devtools', () => kernel.invalidate([instanceTarget({ name: context, params })]))
    },

    async copy() {
      const value =
        state.tab === 'timeline' && state.step?.kind === 'call' ? state.step.args : state.row?.entry?.snapshot.data
      try {
        await navigator.clipboard.writeText(jsonOf(value))
        note('Copied.')
      } catch {
        note('The browser does not allow to copy here.')
      }
    },
  }
}

/** Ask again for an entry, also for one that nobody has a handle of. */
function refetch(kernel: Kernel, { name, read, home, instance }: EntryState): void {
  kernel.entry({ name, context: home.context, params: Object.keys(home.params), read }, instance.params).refetch()
}
