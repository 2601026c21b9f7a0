/** Gates what the kernel and the React adapter weigh: everything they export, minified and gzipped. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUDGETS = [
  { name: 'kernel', code: "export * from 'mizan-client'", limit: 5 * 1024 },
  { name: 'kernel and React', code: "export * from 'mizan-client'; export * from 'mizan-react'", limit: 6 * 1024 },
]

let failed = false
for (const { name, code, limit } of BUDGETS) {
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['react'],
    write: false,
  })
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length
  console.log(`${name}: ${size} of ${limit} bytes min+gzip`)
  if (size > limit) failed = true
}
if (failed) {
  console.error('A size budget is exceeded.')
  process.exit(1)
}
