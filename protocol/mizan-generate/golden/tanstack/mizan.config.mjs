/** All kinds of functions, for TanStack Query. */
export default {
  source: [{ file: '../contexts/document.json' }, { file: '../files/document.json' }, { file: '../errors/document.json' }],
  output: 'expected',
  targets: ['tanstack'],
}
