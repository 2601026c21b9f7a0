"""TypeScript programs that use what was generated: some functions' arguments and results, in the same places."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

TSCONFIG: dict[str, Any] = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "skipLibCheck": True,
        "target": "es2022",
        "module": "esnext",
        "moduleResolution": "bundler",
        "jsx": "react-jsx",
        "types": [],
    },
    "files": ["app.ts"],
}
# Every field is given, since openapi-typescript takes fields that have a default for required ones.
_ITEM = "{ id: 1, title: '', price: { amount: 1, currency: 'EUR' }, sold_at: null, tags: [] }"
_ARGUMENTS = f"{{ user_id: 1, item: {_ITEM} }}"
_JSON = "['content']['application/json']"


def empty(_: int) -> str:
    """Return a program that uses nothing; TypeScript reads its own and React's declarations for it too."""
    return "export {}\n"


def ours(count: int) -> str:
    """Return a program that calls `count` functions of the generated client."""
    names = ", ".join(f"callUpdateItem{n}" for n in range(count))
    uses = (f"export const use{n} = async () => (await callUpdateItem{n}({_ARGUMENTS})).title\n" for n in range(count))
    return f"import {{ {names} }} from './api/index.js'\n{''.join(uses)}"


def theirs(count: int) -> str:
    """Return a program that names the same types of openapi-typescript's output, by its plainest means."""
    return f"import type {{ operations }} from './openapi.js'\n{''.join(map(_use_of_theirs, range(count)))}"


def _use_of_theirs(n: int) -> str:
    operation = f"operations['update_item_{n}']"
    body, answer = f"{operation}['requestBody']{_JSON}", f"{operation}['responses']['200']{_JSON}"
    return (
        f"declare const send{n}: (body: {body}) => Promise<{answer}>\n"
        f"export const use{n} = async () => (await send{n}({{ args: {_ARGUMENTS} }})).result.title\n"
    )


PROGRAMS: dict[str, Callable[[int], str]] = {"empty": empty, "ours": ours, "theirs": theirs}


def write(folder: Path, name: str, count: int) -> None:
    """Write one of the programs, with its settings, into its folder."""
    (folder / name / "app.ts").write_text(PROGRAMS[name](count))
    (folder / name / "tsconfig.json").write_text(json.dumps(TSCONFIG))
