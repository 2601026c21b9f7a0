/** A worker of mizan-edge before the task board, which keeps nothing of it: what is not kept must arrive as it is. */

import type { AddressInfo } from 'node:net'
import { edge } from 'mizan-edge'
import { serve } from 'mizan-edge/node'

export interface Worker {
  origin: string
  stop(): void
}

const NOBODYS = 'A'.repeat(43)

/** Start a worker on a free port. */
export async function startEdge(origin: string): Promise<Worker> {
  const settings = { MIZAN_ORIGIN: origin, MIZAN_EDGE_KEYS: `k1:${NOBODYS}:${NOBODYS}` }
  const worker = edge({ signature: '', contexts: {} })
  const server = await serve({ fetch: (request) => worker.fetch(request, settings) }, { port: 0 })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
