"""What the document costs on the server: ours, FastAPI's, and what Pydantic writes of models and arguments.

`python -m bench.codegen.exporting CONTENDER` imports the application in the working folder, exports, and prints the
document; with `--time` the seconds of CPU that this took, beyond the import.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .contenders.contender import ROOT
from .processes import Process, output

DOCUMENTS = {"mizan.json": "Mizan", "openapi.json": "FastAPI"}


def documents(folder: Path) -> dict[str, bytes]:
    """Return the documents of the application in a folder, by the files that contenders read."""
    return {name: output(_exporter(folder, contender)) for name, contender in DOCUMENTS.items()}


def seconds(folder: Path, rounds: int) -> dict[str, float]:
    """Return how long each takes, each time in a process of its own; the quickest of some rounds."""
    runs = [{name: _seconds(folder, name) for name in _EXPORTS} for _ in range(rounds)]
    return {name: min(run[name] for run in runs) for name in _EXPORTS}


def _seconds(folder: Path, contender: str) -> float:
    return float(output(_exporter(folder, contender, "--time")))


def _exporter(folder: Path, contender: str, *options: str) -> Process:
    command = [sys.executable, "-m", "bench.codegen.exporting", contender, *options]
    return Process(command, folder, environment={"PYTHONPATH": f"{ROOT}:{folder}"})


def _mizan() -> Callable[[], bytes]:
    from mizan_core.document import export_bytes

    registry = importlib.import_module("functions").registry
    return lambda: export_bytes(registry)


def _fastapi() -> Callable[[], bytes]:
    app = importlib.import_module("routes").app
    return lambda: json.dumps(app.openapi()).encode()


def _pydantic() -> Callable[[], bytes]:
    from pydantic import BaseModel
    from pydantic.json_schema import models_json_schema

    module: dict[str, Any] = vars(importlib.import_module("functions"))
    functions = {name: each for name, each in module.items() if name.startswith(("list_items", "update_item"))}
    models = [each for each in BaseModel.__subclasses__() if module.get(each.__name__) is each]
    described: list[Any] = [(model, mode) for model in models for mode in ("validation", "serialization")]
    described += [(_arguments(name, each), "validation") for name, each in functions.items()]
    return lambda: json.dumps(models_json_schema(described)[1]).encode()


def _arguments(name: str, function: Callable[..., Any]) -> Any:
    """Return a model of a function's arguments."""
    from pydantic import create_model

    parameters = inspect.signature(function).parameters.values()
    fields: dict[str, Any] = {
        each.name: (each.annotation, ... if each.default is each.empty else each.default) for each in parameters
    }
    return create_model(name, **fields)


_EXPORTS: dict[str, Callable[[], Callable[[], bytes]]] = {
    "Mizan": _mizan,
    "FastAPI": _fastapi,
    "Pydantic": _pydantic,
}


def _main(contender: str, *options: str) -> None:
    gc.disable()  # as our command does; the others gain by it as well
    export = _EXPORTS[contender]()
    started = time.process_time()
    document = export()
    took = time.process_time() - started
    sys.stdout.write(str(took) if "--time" in options else document.decode())


if __name__ == "__main__":
    _main(*sys.argv[1:])
