/** The panel: what is done to it, and when it is drawn. */

import type { Kernel } from 'mizan-client'
import { actionsOf } from './actions.ts'
import { type History, record } from './history.ts'
import type { DevtoolsOptions } from './index.ts'
import { type List, press, ROW, type Sight } from './list.ts'
import { watchLive } from './live.ts'
import { show } from './markup.ts'
import { recall, remember } from './memory.ts'
import { roomAt } from './room.ts'
import type { State, View } from './state.ts'
import { contextsView } from './views/contexts.ts'
import { closedMarkup, frameMarkup } from './views/frame.ts'
import { liveView } from './views/live.ts'
import { timelineView } from './views/timeline.ts'

const VIEWS = { contexts: contextsView, timeline: timelineView, live: liveView }

/** A list's sight, and how long the list was then. */
interface Seen extends Sight {
  readonly length: number
}

const UNKNOWN: Sight = { top: 0, height: 400 }
/** Less is no panel, more hides the page. */
const HEIGHTS = { least: 140, margin: 60 }

/** Put a panel into a shadow root. Returns how to end it. */
export function openPanel(root: ShadowRoot, kernel: Kernel, options: DevtoolsOptions): () => void {
  const { position = 'bottom-right', live } = options
  const memory = recall()
  let open = options.open ?? memory.open
  let height = memory.height
  let frame: number | undefined
  let view: View | undefined
  const sights = new Map<string, Seen>()
  const room = roomAt(position.startsWith('top') ? 'top' : 'bottom')
  const history: History = record(kernel, draw)
  const log = watchLive(live, () => history.pushed(), draw)
  const state: State = {
    kernel,
    history,
    log,
    tab: memory.tab,
    filter: { contexts: '', timeline: '', live: '' },
    closed: new Set(),
    row: undefined,
    step: undefined,
    toggled: new Map(),
    shown: new Map(),
    line: undefined,
    note: '',
  }
  const host = document.createElement('div')
  host.className = `host ${position.replace('-', ' ')}`
  root.replaceChildren(host)

  /** Draw with the next frame, however much happens until then. */
  function draw(): void {
    if (open) frame ??= requestAnimationFrame(drawNow)
  }

  function drawNow(): void {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    room.take(open ? height : 0)
    if (!open) {
      show(host, [closedMarkup(position)])
      return
    }
    const next = VIEWS[state.tab](state, Date.now())
    const followed = lists(next).map((list) => [list, sightOf(list)] as const)
    view = next
    show(host, [frameMarkup(state, next, height, (list) => followed.find(([each]) => each === list)?.[1] ?? UNKNOWN)])
    for (const [{ id }, { top }] of followed) {
      const element = root.getElementById(id)
      if (element && element.scrollTop !== top) element.scrollTop = top
    }
    if (followed.some(([list, { height }]) => (heightOf(list) ?? height) > height)) draw()
  }

  /** What is in sight of a list. Where the end of what happened was in sight, it is again. */
  function sightOf(list: List): Seen {
    const { top, height, length }: Seen = sights.get(list.id) ?? { ...UNKNOWN, length: list.length }
    const seen = heightOf(list) ?? height
    const ends = list.id === 'steps' && top + seen >= length * ROW - ROW / 2
    const most = Math.max(0, list.length * ROW - seen)
    const sight = { top: ends ? most : Math.min(top, most), height: seen, length: list.length }
    sights.set(list.id, sight)
    return sight
  }

  function heightOf({ id }: List): number | undefined {
    return root.getElementById(id)?.clientHeight || undefined
  }

  /** Bring the active row into sight. */
  function reveal(id: string): void {
    const list = lists(VIEWS[state.tab](state, Date.now())).find((each) => each.id === id)
    if (!list || list.active < 0) return
    const seen = sightOf(list)
    const { top, height } = seen
    const row = list.active * ROW
    sights.set(id, { ...seen, top: Math.min(row, Math.max(top, row + ROW - height)) })
  }

  function setOpen(next: boolean): void {
    open = next
    remember({ open, height, tab: state.tab })
    drawNow()
    root.querySelector<HTMLElement>(open ? '[role=tab][aria-selected=true]' : '.opener')?.focus()
  }

  function setHeight(next: number): void {
    height = Math.round(Math.max(HEIGHTS.least, Math.min(next, window.innerHeight - HEIGHTS.margin)))
    remember({ open, height, tab: state.tab })
    draw()
  }

  const acts = actionsOf(state, {
    draw,
    open: setOpen,
    reveal,
    chosen: () => remember({ open, height, tab: state.tab }),
  })

  const on: { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void } = {
    click(event) {
      const target = event.target as Element
      const act = target.closest<HTMLElement>('[data-act]')
      if (act) acts[act.dataset['act'] ?? '']?.(act)
      else pick(target)
      draw()
    },

    keydown(event) {
      // The page's own shortcuts do not mean the panel.
      event.stopPropagation()
      // A key means what the keys before it led to.
      if (frame !== undefined) drawNow()
      if (key(event)) event.preventDefault()
      draw()
    },

    input(event) {
      state.filter[state.tab] = (event.target as HTMLInputElement).value
      draw()
    },

    pointerdown(event) {
      const grip = (event.target as Element).closest('.grip')
      if (grip) drag(grip, event)
    },
  }

  /** A row was clicked; on its triangle, or again, it opens or closes. */
  function pick(target: Element): void {
    const row = target.closest<HTMLElement>('[data-row]')
    const list = listAt(target)
    if (!row || !list) return
    const index = Number(row.dataset['row'])
    const again = index === list.active
    list.select(index)
    if (target.closest('[data-twist]') || again || row.querySelector('.more')) list.toggle?.(index, !isOpen(row))
  }

  function key({ key, target }: KeyboardEvent): boolean {
    const at = target as HTMLElement
    if (key === 'Escape') {
      setOpen(false)
      return true
    }
    if (at.matches('[role=tab]')) return acts['turn']!(at, key) === true
    if (at.matches('.grip')) return grow(key)
    const list = listAt(at)
    const sight = list && sights.get(list.id)
    if (!list || !sight) return false
    const active = root.getElementById(`${list.id}-${list.active}`)
    const page = Math.max(1, Math.floor(sight.height / ROW) - 1)
    if (!press(list, key, page, active?.hasAttribute('aria-expanded') ? isOpen(active) : false)) return false
    reveal(list.id)
    return true
  }

  function grow(key: string): boolean {
    const by = { ArrowUp: 24, ArrowDown: -24 }[key]
    if (!by) return false
    setHeight(height + (position.startsWith('top') ? -by : by))
    return true
  }

  function drag(grip: Element, { pointerId, clientY }: PointerEvent): void {
    const from = height
    const stop = new AbortController()
    const { signal } = stop
    const way = position.startsWith('top') ? 1 : -1
    grip.setPointerCapture(pointerId)
    const move = (event: Event) => setHeight(from + ((event as PointerEvent).clientY - clientY) * way)
    grip.addEventListener('pointermove', move, { signal })
    for (const end of ['pointerup', 'pointercancel']) grip.addEventListener(end, () => stop.abort(), { signal })
  }

  function listAt(element: Element): List | undefined {
    const id = element.closest<HTMLElement>('[data-list]')?.dataset['list']
    return view && lists(view).find((list) => list.id === id)
  }

  const end = new AbortController()
  const { signal } = end
  for (const [name, listener] of Object.entries(on)) host.addEventListener(name, listener as EventListener, { signal })
  // Scrolling does not bubble.
  const scrolled = (event: Event) => {
    const { id, scrollTop } = event.target as HTMLElement
    const sight = sights.get(id)
    if (!sight || sight.top === scrollTop) return
    sights.set(id, { ...sight, top: scrollTop })
    draw()
  }
  host.addEventListener('scroll', scrolled, { signal, capture: true })
  window.addEventListener('resize', draw, { signal })
  // Ages go on.
  const ticking = setInterval(draw, 1000)
  drawNow()

  return () => {
    end.abort()
    clearInterval(ticking)
    if (frame !== undefined) cancelAnimationFrame(frame)
    open = false
    room.take(0)
    history.stop()
    log.stop()
    host.remove()
  }
}

function isOpen(row: Element): boolean {
  return row.getAttribute('aria-expanded') === 'true'
}

function lists({ list, data }: View): List[] {
  return [list, data].filter((each) => each !== undefined)
}
