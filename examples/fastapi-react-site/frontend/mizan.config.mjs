export default {
  source: { fastapi: { module: 'main', cwd: '../backend', command: ['../../../.venv/bin/python'] } },
  output: 'src/api',
}
