/** The frame: the button in the corner; tabs, tools and the two halves of the open panel. */

import { type List, listMarkup, type Sight } from '../list.ts'
import { h, type Markup } from '../markup.ts'
import { type State, TABS, type Tab, type View } from '../state.ts'
import { button } from './parts.ts'

const NAMES: Record<Tab, string> = { contexts: 'Contexts', timeline: 'Timeline', live: 'Live' }
/** A pair of scales. */
const SCALES = 'M8 2v11M5 13.5h6M2.5 4.2h11M3.5 4.2 1.4 9a2.2 2.2 0 0 0 4.2 0zM12.5 4.2 10.4 9a2.2 2.2 0 0 0 4.2 0z'

function mark(): Markup {
  return h('svg', { viewBox: '0 0 16 16', class: 'mark', 'aria-hidden': 'true' }, h('path', { d: SCALES }))
}

export function closedMarkup(position: string): Markup {
  const label = 'Open Mizan devtools'
  return h(
    'button.opener',
    { type: 'button', 'data-act': 'open', 'aria-label': label, title: label, 'data-position': position },
    mark(),
  )
}

export function frameMarkup(state: State, view: View, height: number, sightOf: (list: List) => Sight): Markup {
  const { list, data, columns, empty, detail } = view
  return h(
    'section.panel',
    { 'aria-label': 'Mizan devtools', style: `height:${height}px` },
    h('div.grip', {
      role: 'separator',
      tabindex: 0,
      'aria-orientation': 'horizontal',
      'aria-label': 'Height of the panel',
      'aria-valuenow': height,
    }),
    header(state),
    h(
      'div.halves',
      { role: 'tabpanel', id: 'tabpanel', 'aria-labelledby': `tab-${state.tab}` },
      h('div.half.overview', {}, columns, list ? listMarkup(list, sightOf(list)) : h('p.empty', {}, empty)),
      h(
        'div.half.closeup',
        { class: data ? 'with-data' : '' },
        h('div.detail', {}, detail),
        data && h('h3.of-data', {}, data.label),
        data && listMarkup(data, sightOf(data)),
      ),
    ),
    h('p.note', { role: 'status' }, state.note),
  )
}

function header(state: State): Markup {
  const { tab, history, filter } = state
  return h(
    'header',
    {},
    h('span.brand', {}, mark(), 'Mizan'),
    h(
      'div.tabs',
      { role: 'tablist', 'aria-label': 'Views' },
      TABS.map((each) => tabMarkup(each, state)),
    ),
    h('span.space', {}),
    tab === 'timeline' && [
      button('pause', history.paused ? 'Resume' : 'Pause', { 'aria-pressed': history.paused ? 'true' : 'false' }),
      button('clear', 'Clear'),
    ],
    tab !== 'live' &&
      h('input.filter', {
        type: 'search',
        placeholder: 'Filter',
        'aria-label': `Filter ${tab === 'contexts' ? 'contexts' : 'what happened'}`,
        value: filter[tab],
        spellcheck: 'false',
      }),
    button('close', '×', { 'aria-label': 'Close Mizan devtools', title: 'Close (Escape)', class: 'close' }),
  )
}

function tabMarkup(each: Tab, { tab, kernel, history, log }: State): Markup {
  const counts: Record<Tab, string> = {
    contexts: String(kernel.core.entries.size),
    timeline: String(history.steps.length),
    live: log.standings?.at(-1)?.status ?? 'off',
  }
  return h(
    'button',
    {
      type: 'button',
      role: 'tab',
      id: `tab-${each}`,
      'data-act': 'tab',
      'data-tab': each,
      'aria-selected': each === tab ? 'true' : 'false',
      'aria-controls': 'tabpanel',
      tabindex: each === tab ? 0 : -1,
    },
    NAMES[each],
    h('span.count', {}, counts[each]),
  )
}
