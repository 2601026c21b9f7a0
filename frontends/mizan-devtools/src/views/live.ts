/** The live connection: how it stands, and how it stood. */

import { h } from '../markup.ts'
import type { State, View } from '../state.ts'
import { age, clock, count } from '../text.ts'
import { facts } from './parts.ts'

export function liveView({ log }: State, now: number): View {
  const { standings, pushes } = log
  const last = standings?.at(-1)
  if (!standings || !last) return { ...EMPTY, empty: 'No live connection was given to the devtools.', detail: [HELP] }
  const mood = last.status === 'open' ? 'ready' : last.status === 'closed' ? 'error' : 'pending'
  return {
    columns: h('div.columns.standing', {}, h('span', {}, 'Time'), h('span', {}, 'Status')),
    list: {
      id: 'standings',
      label: 'How the connection stood',
      role: 'listbox',
      length: standings.length,
      active: -1,
      row: (index) =>
        h(
          'div.row.standing',
          {},
          h('span.time', {}, clock(standings[index]!.at)),
          h('span', {}, standings[index]!.status),
        ),
      select() {},
    },
    empty: '',
    detail: [
      h('h2', {}, h('span', { class: `dot ${mood}` }), ` ${last.status}`),
      facts({ Since: `${clock(last.at)}, ${age(now - last.at)}`, Pushed: count(pushes, 'message') }),
    ],
    data: undefined,
  }
}

const EMPTY = { columns: h('div.columns.standing', {}), list: undefined, data: undefined }
const HELP = h('p.hint', {}, 'Where the page is live, say so: ', h('code', {}, 'devtools(kernel, { live })'))
