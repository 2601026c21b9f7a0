/** What is deployed: `wrangler deploy`, `deno serve worker.mjs`, `bun worker.mjs`, and on Node `serve(worker)`. */

import { edge } from 'mizan-edge'
import { manifest } from './manifest.mjs'

export default edge(manifest)
