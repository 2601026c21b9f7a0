/** A client for React and TanStack Query, from two servers. */
export default {
  source: [
    { file: '../servers/shop/document.json', baseUrl: '/shop' },
    { file: '../servers/ai/document.json', baseUrl: '/ai' },
  ],
  output: 'expected',
  targets: ['react', 'tanstack'],
}
