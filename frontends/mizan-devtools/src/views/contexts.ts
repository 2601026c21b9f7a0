/** The contexts: what the kernel holds now. */

import type { EntryState } from 'mizan-client/tap'
import { linkOf } from '../chains.ts'
import type { List } from '../list.ts'
import { h, type Markup } from '../markup.ts'
import { baseOf, type Facts, factsOf, type Row, rowsOf } from '../shelf.ts'
import { look, type State, type View } from '../state.ts'
import { age, clock, count, duration, paramsText, subject } from '../text.ts'
import { button, chainMarkup, dataList, detailsOf, facts, failure } from './parts.ts'

export function contextsView(state: State, now: number): View {
  const rows = rowsOf(state.kernel.core, state.closed, state.filter.contexts)
  const empty = state.filter.contexts ? 'Nothing here matches the filter.' : 'Nothing was asked for yet.'
  return {
    columns: h(
      'div.columns.shelf',
      {},
      ...['Context and function', 'State', 'Age', 'Users'].map((each) => h('span', {}, each)),
    ),
    list: rows.length ? listOf(state, rows, now) : undefined,
    empty,
    ...closeup(state, now),
  }
}

function closeup(state: State, now: number): Pick<View, 'detail' | 'data'> {
  const { row, kernel } = state
  if (!row) return NOTHING
  if (!row.entry) return ofInstance(row, now)
  return kernel.core.entries.has(row.entry) ? ofEntry(state, row, row.entry, now) : GONE
}

const NOTHING = {
  detail: [h('p.hint', {}, 'Choose a context or a function to see what is known of it.')],
  data: undefined,
}

/** Nobody showed it for so long that the kernel forgot it. */
const GONE = { detail: [h('p.hint', {}, 'This function is not kept any more.')], data: undefined }

function listOf(state: State, rows: readonly Row[], now: number): List {
  return {
    id: 'shelf',
    label: 'Contexts and their functions',
    role: 'tree',
    length: rows.length,
    active: rows.findIndex(({ key }) => key === state.row?.key),
    row: (index) => rowMarkup(rows[index]!, state, now),
    select: (index) => look(state, { row: rows[index] }),
    toggle(index, open) {
      const { entry, key } = rows[index]!
      if (entry) return
      if (open) state.closed.delete(key)
      else state.closed.add(key)
    },
  }
}

function rowMarkup(row: Row, { closed }: State, now: number): Markup {
  const known = factsOf(row, now)
  const open = !closed.has(row.key)
  const said = { 'aria-level': row.entry ? 2 : 1, ...(!row.entry && { 'aria-expanded': open ? 'true' : 'false' }) }
  return h(
    row.entry ? 'div.row.shelf.entry' : 'div.row.shelf.instance',
    { ...said, class: known.users ? '' : 'idle' },
    h(
      'span.title',
      {},
      h('span.twist', { 'data-twist': true, 'aria-hidden': 'true' }, row.entry ? '' : open ? '▾' : '▸'),
      h('span', { class: `dot ${known.status}${known.fetching ? ' fetching' : ''}`, 'aria-hidden': 'true' }),
      h('span.name', {}, titleOf(known.title)),
      known.layers > 0 && h('span.badge', {}, 'optimistic'),
    ),
    h('span.state', {}, wordFor(known, row)),
    h('span.number', {}, known.age === undefined ? '' : age(known.age)),
    h('span.number', {}, known.users ? String(known.users) : '–'),
  )
}

/** The name stands out from the params. */
function titleOf(title: string): (Markup | string)[] {
  const end = title.indexOf(' ')
  return end < 0 ? [title] : [title.slice(0, end), h('span.params', {}, title.slice(end))]
}

function wordFor({ status, fetching, stale }: Facts, { entry }: Row): string {
  if (fetching) return 'fetching'
  if (stale) return 'stale'
  if (status === 'error') return 'error'
  return entry ? status : status === 'ready' ? 'loaded' : 'not loaded'
}

function ofEntry(state: State, row: Row, entry: EntryState, now: number): Pick<View, 'detail' | 'data'> {
  const { name, home, instance, snapshot, listeners, layers = [], flight, dataAt, readAt, staleAt } = entry
  const known = factsOf(row, now)
  const { data, error } = snapshot
  const base = baseOf(entry)
  const calls = layers.map((layer) => state.history.layerOf(layer))
  return {
    detail: [
      h('h2', {}, name),
      h(
        'p.actions',
        {},
        button('refetch', 'Refetch'),
        button('invalidate', 'Invalidate context'),
        button('copy', 'Copy data'),
      ),
      facts({
        State: h(
          'span',
          {},
          h('span', { class: `dot ${known.status}${known.fetching ? ' fetching' : ''}` }),
          ` ${sentence(known)}`,
        ),
        Context: subject(instance.context, instance.params),
        Params: known.title === name ? undefined : paramsText(home.params) || 'none',
        'Data since':
          dataAt && readAt
            ? `${clock(readAt)}, ${age(now - readAt)}${known.age !== undefined && known.age >= 1000 ? ' ago' : ''}`
            : undefined,
        'Shown by': listeners.length ? count(listeners.length, 'listener') : 'nobody',
        Request: flight ? `on its way, for ${flight.only ? flight.only.join(', ') : 'the whole context'}` : undefined,
        'Logical time': `data ${dataAt || '–'}, stale ${staleAt || '–'}`,
      }),
      ...present(failure(error)),
      ...present(
        layers.length > 0 &&
          h(
            'div.layers',
            {},
            h('h3', {}, `${count(layers.length, 'optimistic layer')} over what the server said`),
            h(
              'ol',
              {},
              calls.map((call, index) =>
                chainMarkup([
                  call ? linkOf(call) : { kind: 'end', text: 'a call from before' },
                  {
                    kind: 'end',
                    text: layers[index]!.until === undefined ? 'running' : 'answered, waits for fresh data',
                  },
                ]),
              ),
            ),
          ),
      ),
    ],
    data: error
      ? dataList(state, 'The error', data === undefined ? detailsOf(error) : { data, error: detailsOf(error) })
      : data === undefined
        ? undefined
        : dataList(state, 'Data', data, base),
  }
}

function sentence({ status, stale, fetching, layers }: Facts): string {
  const said = [layers ? 'optimistic' : status, stale && 'stale', fetching && 'fetching']
  return said.filter(Boolean).join(', ')
}

function present(markup: Markup | false): Markup[] {
  return markup ? [markup] : []
}

function listed(names: string[]): string | undefined {
  return names.sort().join(', ') || undefined
}

function ofInstance(row: Row, now: number): Pick<View, 'detail' | 'data'> {
  const { context, params, entries, observers, loadedAt, leftAt, whole, spare } = row.instance
  const known = factsOf(row, now)
  return {
    detail: [
      h('h2', {}, context),
      h('p.actions', {}, button('invalidate', 'Invalidate context')),
      facts({
        State: h('span', {}, h('span', { class: `dot ${known.status}` }), ` ${wordFor(known, row)}`),
        Params: paramsText(params) || 'none',
        'Observed by': observers ? count(observers, 'observer') : `nobody for ${duration(Math.max(0, now - leftAt))}`,
        Functions: listed(Object.values(entries).map(({ name }) => name)) ?? 'none was asked for',
        'Came along': spare && listed([...spare.keys()]),
        Request: whole ? 'on its way, for the whole' : undefined,
        'Logical time': `loaded ${loadedAt || '–'}`,
      }),
    ],
    data: undefined,
  }
}
