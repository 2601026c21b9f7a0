/** Gates what the kernel and the adapters weigh: everything they export, minified and gzipped. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KIB = 1024
const kernel = size('mizan-client')
const SIZES = [
  { name: 'kernel', bytes: kernel, limit: 5 * KIB },
  { name: 'kernel and React', bytes: size('mizan-client', 'mizan-react'), limit: 6 * KIB },
  ...['vue', 'svelte', 'solid'].map((each) => ({
    name: `${each} on top of the kernel`,
    bytes: size('mizan-client', `mizan-${each}`) - kernel,
    limit: KIB,
  })),
  { name: 'TanStack on top of the kernel', bytes: size('mizan-client', 'mizan-tanstack') - kernel, limit: 1.6 * KIB },
]

for (const { name, bytes, limit } of SIZES) console.log(`${name}: ${bytes} of ${limit} bytes min+gzip`)
if (SIZES.some(({ bytes, limit }) => bytes > limit)) {
  console.error('A size budget is exceeded.')
  process.exit(1)
}

/** What a bundle of packages weighs, without the frameworks and the statements that import them, of which a page has none. */
function size(...packages) {
  const { outputFiles } = buildSync({
    stdin: { contents: packages.map((each) => `export * from '${each}'`).join('\n'), resolveDir: ROOT },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'vue', 'svelte', 'svelte/*', 'solid-js', '@tanstack/query-core'],
    write: false,
  })
  const text = outputFiles[0].text.replaceAll(/import\{[^}]*\}from"[^"]+";/g, '')
  return gzipSync(text, { level: 9 }).length
}
