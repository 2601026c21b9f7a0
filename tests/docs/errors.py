"""The examples of the pages on diagnostics, run as a module of their own."""

from __future__ import annotations

from contextlib import chdir
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import mizan_fastapi  # noqa: F401  # it knows what FastAPI fills in
from fastapi import Body, Depends, Request, UploadFile
from mizan_core import Cache, MizanError, Registry, context, register
from mizan_core.client.function import client
from mizan_core.diagnostics import DeclarationError, Problem
from mizan_core.document import export
from mizan_core.live import serve
from mizan_core.tokens import SigningKey, SigningKeys, Tokens
from mizan_core.tokens.service import TokenService
from pydantic import BaseModel, Field

_DEPLOYED = Path(__file__).with_name("deployed")
"""What stands beside the example's module."""

_IMPORTED = (
    Annotated,
    BaseModel,
    Body,
    Cache,
    Depends,
    Field,
    MizanError,
    Registry,
    Request,
    SigningKey,
    SigningKeys,
    TokenService,
    Tokens,
    UploadFile,
    client,
    context,
    serve,
)


def problems(example: str) -> list[Problem]:
    """Return what is wrong with an example, found by declaring, sealing and exporting it."""
    registry = Registry()
    namespace: dict[str, Any] = {getattr(each, "__name__", "Annotated"): each for each in _IMPORTED}
    namespace |= {"__name__": "main", "registry": registry, "register": partial(register, registry=registry)}
    try:
        exec(compile(example, "main.py", "exec"), namespace)  # our own pages
        declared: Registry = namespace["registry"]
        with chdir(_DEPLOYED):
            declared.seal()
        export(declared)
    except DeclarationError as error:
        return list(error.problems)
    return []
