"""Ours: `mizan-generate` with its React target, which brings its own cache."""

from __future__ import annotations

from collections.abc import Sequence

from .contender import ITEM, ROOT, Contender, Function, names

CONFIG = "export default { source: { file: 'document.json' }, output: 'api', targets: ['react'] }\n"
COMMAND = ("node", str(ROOT / "protocol/mizan-generate/generator/cli.mjs"))


def _imports(functions: Sequence[Function]) -> str:
    return f"import {{ MizanContext, {names(functions, _hook)} }} from './api/index.js'\n"


def _hook(function: Function) -> str:
    return f"use{function.pascal}"


MIZAN = Contender(
    name="Mizan",
    packages=(),
    modules=ROOT / "node_modules",
    document="mizan.json",
    command=COMMAND,
    output="api",
    files={"mizan.config.mjs": CONFIG},
    imports=_imports,
    root="MizanContext",
    hook=_hook,
    query=lambda function: f"{_hook(function)}({{ user_id: 1 }})",
    mutation=lambda function: f"{_hook(function)}().mutate({{ user_id: 1, item: {ITEM} }})",
)
