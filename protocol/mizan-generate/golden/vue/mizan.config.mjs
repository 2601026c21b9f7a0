/** All kinds of functions, for Vue. */
export default {
  source: [{ file: '../contexts/document.json' }, { file: '../files/document.json' }, { file: '../errors/document.json' }],
  output: 'expected',
  targets: ['vue'],
}
