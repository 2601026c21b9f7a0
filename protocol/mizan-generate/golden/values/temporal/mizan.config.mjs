/** All kinds of scalars, with dates as Temporal has them. */
export default { source: { file: '../../types/document.json' }, output: 'expected', targets: ['react'], dates: 'Temporal' }
