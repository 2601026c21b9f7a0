/** The leader: holds the connection for all tabs, and tells them what came. */

import type { Core } from '../core.ts'
import { type Connection, connect, type Status } from './connection.ts'
import { instancesOf, parse, type Said } from './reading.ts'
import { createWatching } from './watching.ts'

export interface Leader {
  /** A tab says something. */
  hear(type: string, said: Said): void
  stop(): void
}

/** Lead. `share` says something to all tabs, that of the leader included. */
export function createLeader(core: Core, share: (type: string, body?: object) => void): Leader {
  let status: Status = 'connecting'
  let connection: Connection | undefined
  const show = (next: Status) => {
    status = next
    if (next !== 'open') watching.begin()
    share('status', { status })
  }
  const watching = createWatching(core, () => connection?.restart())

  function heard(type: string, text: string): void {
    const said = parse(text)
    if (type === 'ready') {
      watching.begin(String(said?.connection))
      show('open')
      share('ask')
    } else if (type === 'watching') {
      const refused = instancesOf(said?.refused)
      watching.confirm([...instancesOf(said?.watch), ...refused])
      share('refused', refused)
    } else if (type === 'stale') share('stale', { targets: said?.targets, origin: said?.origin })
    else if (type === 'gap') share('stale', {})
  }

  share('ask')
  return {
    hear(type, said) {
      if (type === 'restart') connection?.restart()
      if (type !== 'want') return
      // Not before: a server that gives no topics is not live.
      connection ??= connect(core, heard, show)
      watching.want(String(said?.tab), instancesOf(said?.watch), instancesOf(said?.unwatch))
      share('status', { status })
    },
    stop() {
      connection?.close()
      show('connecting')
    },
  }
}
