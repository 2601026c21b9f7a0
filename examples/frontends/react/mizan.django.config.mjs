/** The other backend: `npm run check` sees that its client is the same. */
export default {
  source: { django: { cwd: '../../django-react-site', command: ['../../.venv/bin/python'] } },
  output: 'src/api',
}
