/** A page, and what an edge worker may keep of its server. */
export default { source: { file: 'document.json' }, output: 'expected', targets: ['react', 'edge'] }
