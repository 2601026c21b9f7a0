/** Gates what the kernel and the adapters weigh: everything they export, minified and gzipped. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KIB = 1024
const kernel = size('mizan-client')
/** What a package adds in a page's bundle, which has the framework in it and no statement that imports it. */
const added = (name) => gzipped(bundle('mizan-client', name).replaceAll(/import\{[^}]*\}from"[^"]+";/g, '')) - kernel
const SIZES = [
  { name: 'kernel', bytes: kernel, limit: 5 * KIB },
  { name: 'kernel and React', bytes: size('mizan-client', 'mizan-react'), limit: 6 * KIB },
  ...['vue', 'svelte', 'solid'].map((each) => ({
    name: `${each} on top of the kernel`,
    bytes: added(`mizan-${each}`),
    limit: KIB,
  })),
  { name: 'TanStack on top of the kernel', bytes: added('mizan-tanstack'), limit: 1.6 * KIB },
]

for (const { name, bytes, limit } of SIZES) console.log(`${name}: ${bytes} of ${limit} bytes min+gzip`)
if (SIZES.some(({ bytes, limit }) => bytes > limit)) {
  console.error('A size budget is exceeded.')
  process.exit(1)
}

function size(...packages) {
  return gzipped(bundle(...packages))
}

/** The bundle of packages, without the frameworks themselves, but with the statements that import them. */
function bundle(...packages) {
  const { outputFiles } = buildSync({
    stdin: { contents: packages.map((each) => `export * from '${each}'`).join('\n'), resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'vue', 'svelte', 'svelte/*', 'solid-js', '@tanstack/query-core'],
    write: false,
  })
  return outputFiles[0].text
}

function gzipped(text) {
  return gzipSync(text, { level: 9 }).length
}
