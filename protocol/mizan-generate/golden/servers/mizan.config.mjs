/** Two servers, one client. */
export default {
  source: [{ file: 'shop/document.json' }, { file: 'ai/document.json', baseUrl: '/ai/mizan' }],
  output: 'expected',
  targets: ['react'],
}
