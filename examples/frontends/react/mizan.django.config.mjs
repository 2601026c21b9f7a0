/** The other backend: `npm run check` sees that its client is the same, but for the token, which `main.tsx` sends. */
export default {
  source: { django: { cwd: '../../django-react-site', command: ['../../.venv/bin/python'] } },
  output: 'src/api',
  csrf: false,
}
