/** Serves a worker on Node: `node on-node.mjs FILE PORT`. */

import { serve } from '../src/node.mjs'

const [, , file = '', port] = process.argv
const { default: worker } = await import(file)
await serve(worker, { port: Number(port) })
