"""The list of outdated pages: by the signature of their client, the functions that they know as something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import StringConstraints, TypeAdapter, ValidationError

OutdatedPages: TypeAlias = Mapping[str, frozenset[str]]

_Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{11}$")]
_adapter: TypeAdapter[dict[_Signature, frozenset[str]]] = TypeAdapter(dict[_Signature, frozenset[str]])


def read_outdated(path: str | PathLike[str]) -> OutdatedPages:
    """Read the file that `mizan-generate compat --outdated` writes.

    Raises:
        ValueError: it cannot be read, or is something else; says why, as the end of a sentence.
    """
    try:
        return _adapter.validate_python(json.loads(Path(path).read_bytes()))
    except OSError as error:
        raise ValueError(f"it cannot be read ({error.strerror or error})") from None
    except ValidationError:
        raise ValueError("it does not list functions by signature") from None
    except ValueError:
        raise ValueError("it is not JSON") from None
