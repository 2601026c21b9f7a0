"""The rows of a shape: asked for when they are first needed, as JSON or as objects."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar, cast, overload

from asgiref.sync import sync_to_async
from mizan_core import wire_types
from pydantic import BaseModel, TypeAdapter

from .databases import Database, Fetched, database
from .explaining import explained
from .plan import Plan

S = TypeVar("S", bound=BaseModel)

if TYPE_CHECKING:

    class _List(list[S]): ...  # so that functions may return rows where they promise a list
else:
    _List = Sequence


class Rows(_List[S]):
    """A list of shapes that asks the database when it is first read, or is written as JSON straight away.

    In an event loop, `await` it first.
    """

    def __init__(self, plan: Plan, queryset: Any) -> None:
        self._plan = plan
        self._queryset = queryset
        self._fetched: Fetched | None = None
        self._objects: list[S] | None = None

    def __len__(self) -> int:
        return len(self._rows[0])

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> S: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[S]: ...
    def __getitem__(self, index: Any, /) -> Any:
        return cast(Any, self._list)[index]

    def __iter__(self) -> Iterator[S]:
        return iter(self._list)

    def __eq__(self, other: object) -> bool:
        return self._list == (list(cast("Rows[S]", other)) if isinstance(other, Rows) else other)

    __hash__ = None  # as of lists

    def __repr__(self) -> str:
        return f"<rows of {self._plan.shape.__name__}>" if self._fetched is None else repr(self._list)

    def __await__(self) -> Generator[Any, Any, list[S]]:
        """Ask the database in the thread that Django keeps for it."""
        return self._loaded().__await__()

    def explain(self) -> str:
        """Return the plan in words: each query, what it is for, and its SQL."""
        return explained(self._plan, self._database.statements(self._queryset))

    def json(self) -> bytes:
        """Return the JSON that Pydantic would make of the list."""
        if self._plan.plain:
            return self._database.write(self._rows)
        return wire_types.serializer(self._adapter.core_schema).to_json(self._list, by_alias=True)

    def __mizan_json__(self, annotation: Any) -> bytes | None:
        """Return the JSON of a result that was promised as a list of this shape."""
        return self.json() if self._plan.plain and annotation == self._annotation else None

    async def _loaded(self) -> list[S]:
        await sync_to_async(lambda: self._rows)()
        return self

    @property
    def _database(self) -> Database:
        return database(self._plan, self._queryset.db)

    @property
    def _rows(self) -> Fetched:
        if self._fetched is None:
            self._fetched = self._database.fetch(self._queryset)
        return self._fetched

    @property
    def _list(self) -> list[S]:
        if self._objects is None:
            found = self._database.build(self._rows, "object")
            self._objects = self._adapter.validate_python(found, by_alias=False, by_name=True)
        return self._objects

    @property
    def _adapter(self) -> TypeAdapter[list[S]]:
        known = self._plan.kept.get("adapter")
        if known is None:
            known = self._plan.kept["adapter"] = TypeAdapter(self._annotation)
        return known

    @property
    def _annotation(self) -> Any:
        shape: Any = self._plan.shape
        return list[shape]
