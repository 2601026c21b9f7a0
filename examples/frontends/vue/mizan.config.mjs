export default {
  source: {
    fastapi: { module: 'main', cwd: '../../fastapi-react-site/backend', command: ['../../../.venv/bin/python'] },
  },
  output: 'src/api',
}
