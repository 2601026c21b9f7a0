/** All kinds of scalars, with dates as Date. */
export default { source: { file: '../../types/document.json' }, output: 'expected', targets: [], dates: 'Date' }
