/** A client for pages in several frameworks. */
export default {
  source: { file: '../contexts/document.json' },
  output: 'expected',
  targets: ['react', 'solid', 'svelte', 'vue'],
}
