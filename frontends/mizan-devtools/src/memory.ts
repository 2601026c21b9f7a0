/** Memory: how the panel was left, for as long as the tab lives. */

import { TABS, type Tab } from './state.ts'

const KEY = 'mizan-devtools'

export interface Memory {
  open: boolean
  tab: Tab
  /** In pixels. */
  height: number
}

export function recall(): Memory {
  const found = read()
  return {
    open: found.open === true,
    tab: TABS.find((tab) => tab === found.tab) ?? 'contexts',
    height: typeof found.height === 'number' && Number.isFinite(found.height) ? found.height : 360,
  }
}

export function remember(memory: Memory): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory))
  } catch {
    // Storage may be forbidden or full; then the next page begins anew.
  }
}

function read(): Partial<Record<keyof Memory, unknown>> {
  try {
    return Object(JSON.parse(sessionStorage.getItem(KEY) ?? '{}'))
  } catch {
    return {}
  }
}
