/** Values that JSON has no form for, wherever they may stand. */
export default {
  source: { file: 'document.json' },
  output: 'expected',
  targets: ['react'],
  dates: 'Date',
  bytes: 'Uint8Array',
  bigint: 'bigint',
  decimal: 'Decimal',
}
