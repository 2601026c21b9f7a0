"""What processes wrote down about what they read and wrote, and whether it may have happened.

One line is one operation that ended: `began ended client kind row version`, in nanoseconds of one machine's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Operation(NamedTuple):
    began: int
    ended: int
    client: str
    kind: str
    row: str
    version: int


class Verdict(NamedTuple):
    """What was found.

    Attributes:
        own: reads older than what the same client was told it had written: promise 1.
        back: reads older than what the same client had read: promise 2.
        late: reads that began after a write of anybody was acknowledged, and are older: promise 3.
    """

    reads: int
    writes: int
    own: list[Operation]
    back: list[Operation]
    late: list[Operation]


def parse(lines: Iterable[str]) -> list[Operation]:
    """Read lines; a last one that its writer did not finish is passed over."""
    operations: list[Operation] = []
    for line in lines:
        fields = line.split()
        if line.endswith("\n") and len(fields) == 6:
            began, ended, client, kind, row, version = fields
            operations.append(Operation(int(began), int(ended), client, kind, row, int(version)))
    return operations


def judge(operations: Iterable[Operation]) -> Verdict:
    """Judge a history. A client does one thing at a time."""
    verdict = Verdict(0, 0, [], [], [])
    reads = writes = 0
    wrote: dict[tuple[str, str], int] = {}
    saw: dict[tuple[str, str], int] = {}
    ordered = sorted(operations)
    acked = sorted((each.ended, each.row, each.version) for each in ordered if each.kind == "write")
    told: dict[str, int] = {}
    position = 0
    for each in ordered:
        while position < len(acked) and acked[position][0] < each.began:
            _, row, version = acked[position]
            told[row] = max(version, told.get(row, 0))
            position += 1
        at = (each.client, each.row)
        if each.kind == "write":
            writes += 1
            wrote[at] = max(each.version, wrote.get(at, 0))
            continue
        reads += 1
        if each.version < wrote.get(at, 0):
            verdict.own.append(each)
        if each.version < saw.get(at, 0):
            verdict.back.append(each)
        if each.version < told.get(each.row, 0):
            verdict.late.append(each)
        saw[at] = max(each.version, saw.get(at, 0))
    return verdict._replace(reads=reads, writes=writes)
