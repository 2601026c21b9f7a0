/** The source `django`: what each mistake becomes. */

import assert from 'node:assert/strict'
import { testIn, withDjango } from './project.mjs'

/** A `manage.py` that says something on stderr and fails. @param {string} text */
const failing = (text) => `import sys\n\nsys.stderr.write(${JSON.stringify(text)})\nsys.exit(1)\n`

const NO_DJANGO = `Traceback (most recent call last):
  File "/shop/manage.py", line 10, in main
    from django.core.management import execute_from_command_line
ModuleNotFoundError: No module named 'django'
`
const SETTINGS = `Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/django/core/management/__init__.py", line 255, in fetch_command
    app_name = commands[subcommand]
KeyError: 'export_mizan_schema'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/shop/manage.py", line 22, in <module>
    main()
  File "/venv/lib/python3.11/site-packages/django/conf/__init__.py", line 166, in __init__
    mod = importlib.import_module(self.SETTINGS_MODULE)
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/importlib/__init__.py", line 126, in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
  File "<frozen importlib._bootstrap>", line 1140, in _find_and_load_unlocked
`
const MODELS = `  File "/shop/blog/models.py", line 3, in <module>
    import gone
`

/** @type {[string, () => import('./project.mjs').Project, RegExp][]} */
const MISTAKES = [
  [
    'a cwd that does not exist',
    () => withDjango('', { cwd: 'gone' }),
    /source\.django\.cwd names a folder .*: \/.*\/gone\n/,
  ],
  [
    'a cwd that is a file',
    () => withDjango('', { cwd: 'manage.py' }),
    /names a folder that does not exist: .*manage\.py\n/,
  ],
  [
    'no manage.py',
    () => withDjango('', { manage: 'shop/manage.py' }),
    /There is no \/.*\/shop\/manage\.py\. Set source\.django\.cwd to the folder of your manage\.py, or manage to its name/,
  ],
  [
    'no Django',
    () => withDjango(failing(NO_DJANGO)),
    /: 'python' cannot import Django\. Set source\.django\.command to your environment's Python\.\n$/,
  ],
  [
    'no Django, as its own manage.py says it',
    () =>
      withDjango(
        failing(`${NO_DJANGO}\n${SETTINGS}ImportError: Couldn't import Django. Are you sure it's installed?\n`),
      ),
    /: 'python' cannot import Django\. Set source\.django\.command to your environment's Python\.\n$/,
  ],
  [
    'no mizan-django',
    () => withDjango(failing(`${NO_DJANGO.replace("'django'", "'mizan_django'")}`), { command: ['python', '-B'] }),
    /: mizan-django is not installed for 'python -B'\. Install it there, or set source\.django\.command to .*\n$/,
  ],
  [
    'mizan_django not among the applications',
    () => withDjango(failing("Unknown command: 'export_mizan_schema'\nType 'manage.py help' for usage.\n")),
    /: The project has no command export_mizan_schema\. Add "mizan_django" to INSTALLED_APPS\.\n$/,
  ],
  [
    'no settings at all',
    () => withDjango(failing("No Django settings specified.\nUnknown command: 'export_mizan_schema'\n")),
    /: No settings are named\. Set source\.django\.settings to your settings module, as in 'shop\.settings'\.\n$/,
  ],
  [
    'settings that are not there',
    () =>
      withDjango(failing(`${SETTINGS}ModuleNotFoundError: No module named 'shop.gone'\n`), { settings: 'shop.gone' }),
    /: The settings 'shop\.gone' cannot be imported: there is no module 'shop\.gone'\. Set source\.django\.settings to /,
  ],
  [
    'settings that are not there, named by manage.py',
    () => withDjango(failing(`${SETTINGS}ModuleNotFoundError: No module named 'gone'\n`)),
    /: The settings that manage\.py names cannot be imported: there is no module 'gone'\. Set source\.django\.settings /,
  ],
  [
    'settings with a mistake',
    () => withDjango(failing(`${SETTINGS}${MODELS}ModuleNotFoundError: No module named 'gone'\n`)),
    /failed \(exit code 1\):\n {2}File "\/shop\/blog\/models\.py", line 3, in <module>\n {4}import gone\nModuleNotFound.*\n$/,
  ],
  [
    'a failure inside Django, for which the project is to blame',
    () => withDjango(failing(`${SETTINGS.replace('manage.py', 'blog/apps.py')}ValueError: one\ntwo\n`)),
    /failed \(exit code 1\):\n {2}File "\/shop\/blog\/apps\.py", line 22, in <module>\n {4}main\(\)\nValueError: one\ntwo\n$/,
  ],
  [
    'a failure inside Django alone',
    () =>
      withDjango(failing(`${SETTINGS.replace('self.SETTINGS_MODULE', 'entry')}ImportError: No module named 'blog'\n`)),
    /exit code 1\):\n {2}File .*django\/conf\/__init__\.py", line 166, in __init__\n {4}mod = .*entry\)\n.*\^\nImportError.*\n$/,
  ],
  [
    'a mistake in manage.py',
    () => withDjango('import sys\nimport gone\n'),
    /failed \(exit code 1\):\n {2}File ".*manage\.py", line 2, in <module>\n {4}import gone\nModuleNotFoundError: .*'gone'\n$/,
  ],
  [
    'a manage.py that is no Python',
    () => withDjango('def f(:\n'),
    /failed \(exit code 1\):\nFile ".*line 1\n[\s\S]*SyntaxError/,
  ],
  [
    'a mistake in a declaration',
    () => withDjango(failing('CommandError: MZ104 clients.py:5 rename: there is no context "usr".\n')),
    /^mizan-generate: Exporting with manage\.py failed \(exit code 1\):\nMZ104 clients\.py:5 rename: there is no context "usr"\.\n$/,
  ],
  [
    'a failure that is explained on stdout',
    () => withDjango('print("No.")\nexit(3)\n'),
    /failed \(exit code 3\):\nNo\.\n$/,
  ],
  ['a failure without a word', () => withDjango('exit(3)\n'), /failed \(exit code 3\):\nIt said nothing\.\n$/],
  [
    'no document',
    () => withDjango('print("Hello.")\n'),
    /: manage\.py ended well and wrote no document\. It must hand its arguments to Django's execute_from_command_line\.\n$/,
  ],
  [
    'half a document',
    () => withDjango().write('document.json', '{"x-mi'),
    /: What manage\.py exported is no JSON: it begins/,
  ],
]

for (const [what, make, message] of MISTAKES) {
  testIn(`${what} is told in a sentence`, make, (project) => {
    const { status, stdout, stderr } = project.run()

    assert.equal(status, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^mizan-generate: /)
    assert.match(stderr, message)
    assert.deepEqual(project.list('tmp'), [])
  })
}

testIn("Python's colours do not hide what is wrong", withColours, (project) => {
  assert.match(
    project.run().stderr,
    /^mizan-generate: .*:\n {2}File "\/shop\/blog\/models\.py".*\n.*\nValueError: no\n$/,
  )
})

/** As a newer Python does where FORCE_COLOR is set. */
function withColours() {
  const plain = `${SETTINGS}${MODELS}ValueError: no\n`
  return withDjango(`import os, re, sys

text = ${JSON.stringify(plain)}
if os.environ.get("PYTHON_COLORS") != "0":
    text = re.sub('".*"|[A-Z].*Error', lambda found: chr(27) + "[35m" + found[0] + chr(27) + "[0m", text)
sys.stderr.write(text)
sys.exit(1)
`)
}
