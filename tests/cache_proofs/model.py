"""A model of writers, readers and a store, explored in every order in which their steps can happen.

One tag, one key. A protocol is what writers and readers do, as names of steps; each step is one moment. A client is a
reader that reads twice, or a writer that reads after its acknowledgement. `python -m tests.cache_proofs.model` prints
what is found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

UNHEARD = 1_000


class World(NamedTuple):
    """What is the same for all: the database, the store, and which accidents may still happen."""

    db: int = 0
    acked: int = 0
    number: int = 0
    birth: int = 0
    known: bool = True
    births: int = 0
    holds: frozenset[int] = frozenset()
    entry: tuple[int, tuple[int, int]] | None = (0, (0, 0))
    lease: int = 0
    leases: int = 0
    emptied: frozenset[int] = frozenset()
    crashes: int = 0
    losses: int = 0
    partitions: int = 0


class Client(NamedTuple):
    """One client, where it stands, and what it knows."""

    index: int
    steps: tuple[str, ...]
    version: int = 0
    at: int = 0
    began: bool = False
    over: bool = False
    cut: bool = False
    vector: tuple[int, int] = (-1, -1)
    held: bool = False
    value: int = 0
    floor: int = 0
    last: int = 0
    after: int = 0
    token: int = 0


@dataclass(frozen=True)
class Protocol:
    """What writers do until they answer, and what readers do.

    Attributes:
        checks_after: whether a client's after-token counts.
        minds_holds: whether what was read during a hold is not kept.
        waits_when_emptied: whether an emptied store is passed by until mutations from before have ended.
        evicts_held: whether the store may forget a tag that somebody holds.
    """

    name: str
    writer: tuple[str, ...]
    reader: tuple[str, ...]
    checks_after: bool = True
    minds_holds: bool = True
    waits_when_emptied: bool = True
    evicts_held: bool = False


LOOK = ("look", "query", "fill")
OURS = Protocol("generations with a hold", ("begin", "commit", "end", "ack"), LOOK)
PROTOCOLS = (
    OURS,
    Protocol("delete after the commit", ("commit", "delete", "ack"), ("get", "query", "put")),
    Protocol("delete before the commit", ("delete", "commit", "ack"), ("get", "query", "put")),
    Protocol("double delete", ("delete", "commit", "delete", "ack"), ("get", "query", "put")),
    Protocol("lease", ("commit", "delete", "ack"), ("get", "query", "put leased")),
    Protocol("generation after the read", OURS.writer, ("look", "query", "look again", "fill")),
    Protocol("bump before the commit only", ("bump", "commit", "ack"), LOOK, minds_holds=False),
    Protocol("hold read before the generation", OURS.writer, ("look at holds", "look at generation", "query", "fill")),
    Protocol("generations without a hold", ("bump", "commit", "bump", "ack"), LOOK, minds_holds=False),
    Protocol("no second bump", ("begin", "commit", "release", "ack"), LOOK, waits_when_emptied=False),
    Protocol("fill although held", OURS.writer, LOOK, minds_holds=False),
    Protocol("after-tokens not minded", OURS.writer, LOOK, checks_after=False),
    Protocol("an emptied store trusted at once", OURS.writer, LOOK, waits_when_emptied=False),
    Protocol("held tags evicted", OURS.writer, LOOK, evicts_held=True),
)


class Result(NamedTuple):
    """What came of one exploration."""

    states: int
    ends: int
    counts: Counter[str]


@dataclass
class Exploration:
    """All that can happen with one protocol."""

    protocol: Protocol
    writers: int = 1
    readers: int = 2
    crashes: int = 0
    losses: int = 0
    partitions: int = 0

    def run(self) -> Result:
        clients = tuple(
            Client(index, (*self.protocol.writer, *self.protocol.reader), version=index + 1)
            for index in range(self.writers)
        ) + tuple(
            Client(self.writers + index, (*self.protocol.reader, *self.protocol.reader))
            for index in range(self.readers)
        )
        world = World(crashes=self.crashes, losses=self.losses, partitions=self.partitions)
        self._counts: Counter[str] = Counter()
        pending = [(world, clients), (world._replace(entry=None), clients)]
        seen = set(pending)
        ends = 0
        while pending:
            state = pending.pop()
            following = list(self._next(*state))
            if not following:
                ends += 1
                self._judge_end(*state)
            for each in following:
                if each not in seen:
                    seen.add(each)
                    pending.append(each)
        return Result(len(seen), ends, self._counts)

    def _next(self, world: World, clients: tuple[Client, ...]) -> Iterator[tuple[World, tuple[Client, ...]]]:
        for client in clients:
            if client.at < len(client.steps) and not client.over:
                changed, after = self._step(world, client)
                yield changed, _with(clients, after)
                yield from self._accidents(world, client, clients)
        yield from self._losses(world, clients)
        for index in world.holds:
            if clients[index].over:  # a hold lasts longer than any transaction
                yield world._replace(holds=world.holds - {index}), clients
        if world.emptied and not any(_writes(clients[index]) for index in world.emptied):
            yield world._replace(emptied=frozenset()), clients

    def _accidents(
        self, world: World, client: Client, clients: tuple[Client, ...]
    ) -> Iterator[tuple[World, tuple[Client, ...]]]:
        """A writer dies, or loses the store from its beginning to its end."""
        if not _writes(client) and not (client.version and not client.began):
            return
        if world.crashes and client.began:
            yield world._replace(crashes=world.crashes - 1), _with(clients, client._replace(over=True))
        if world.partitions and client.at == 0 and client.version:
            yield world._replace(partitions=world.partitions - 1), _with(clients, client._replace(cut=True))

    def _losses(self, world: World, clients: tuple[Client, ...]) -> Iterator[tuple[World, tuple[Client, ...]]]:
        """The store forgets an entry, a tag, or all."""
        if not world.losses:
            return
        less = world._replace(losses=world.losses - 1)
        if world.entry is not None:
            yield less._replace(entry=None, lease=0), clients
        if world.known and (not world.holds or self.protocol.evicts_held):
            yield less._replace(known=False, holds=frozenset()), clients
        running = frozenset(each.index for each in clients if _writes(each))
        emptied = running if self.protocol.waits_when_emptied else frozenset[int]()
        yield less._replace(entry=None, known=False, holds=frozenset(), lease=0, emptied=emptied), clients

    def _step(self, world: World, client: Client) -> tuple[World, Client]:
        step = client.steps[client.at]
        client = client._replace(at=client.at + 1, began=True)
        return getattr(self, f"_{step.replace(' ', '_')}")(world, client)

    # What writers do.

    def _begin(self, world: World, client: Client) -> tuple[World, Client]:
        if client.cut:
            return world, client
        world, client = self._bump(world, client)
        return world._replace(holds=world.holds | {client.index}), client

    def _bump(self, world: World, client: Client) -> tuple[World, Client]:
        world = _created(world)
        return world._replace(number=world.number + 1), client._replace(after=world.number + 1)

    def _release(self, world: World, client: Client) -> tuple[World, Client]:
        if client.cut:
            return world, client._replace(after=UNHEARD)
        return world._replace(holds=world.holds - {client.index}), client

    def _end(self, world: World, client: Client) -> tuple[World, Client]:
        return self._release(world, client) if client.cut else self._release(*self._bump(world, client))

    def _delete(self, world: World, client: Client) -> tuple[World, Client]:
        return world._replace(entry=None, lease=0), client

    def _commit(self, world: World, client: Client) -> tuple[World, Client]:
        version = world.db + 1
        return world._replace(db=version), client._replace(version=version)

    def _ack(self, world: World, client: Client) -> tuple[World, Client]:
        acked = max(world.acked, client.version)
        return world._replace(acked=acked), client._replace(last=client.version, floor=acked)

    # What readers do.

    def _look(self, world: World, client: Client) -> tuple[World, Client]:
        return self._look_at_generation(*self._look_at_holds(world, client))

    def _look_at_holds(self, world: World, client: Client) -> tuple[World, Client]:
        held = self.protocol.minds_holds and bool(world.holds or world.emptied)
        return world, client._replace(held=held, floor=world.acked)

    def _look_at_generation(self, world: World, client: Client) -> tuple[World, Client]:
        world = _created(world)
        vector = (world.number, world.birth)
        client = client._replace(vector=vector)
        if self.protocol.checks_after and client.after > world.number:
            return world, client._replace(held=True)
        if world.entry is not None and not client.held and world.entry[1] == vector:
            return world, self._seen(world, client, world.entry[0])
        return world, client

    def _look_again(self, world: World, client: Client) -> tuple[World, Client]:
        world = _created(world)
        return world, client._replace(vector=(world.number, world.birth), held=bool(world.holds))

    def _get(self, world: World, client: Client) -> tuple[World, Client]:
        client = client._replace(floor=world.acked)
        if world.entry is not None:
            return world, self._seen(world, client, world.entry[0])
        leases = world.leases + 1
        return world._replace(lease=leases, leases=leases), client._replace(token=leases)

    def _query(self, world: World, client: Client) -> tuple[World, Client]:
        return world, client._replace(value=world.db)

    def _fill(self, world: World, client: Client) -> tuple[World, Client]:
        if not client.held:
            world = world._replace(entry=(client.value, client.vector))
        return world, self._seen(world, client._replace(at=client.at - 1), client.value)

    def _put(self, world: World, client: Client) -> tuple[World, Client]:
        world = world._replace(entry=(client.value, (0, 0)))
        return world, self._seen(world, client._replace(at=client.at - 1), client.value)

    def _put_leased(self, world: World, client: Client) -> tuple[World, Client]:
        if world.lease == client.token:
            world = world._replace(entry=(client.value, (0, 0)), lease=0)
        return world, self._seen(world, client._replace(at=client.at - 1), client.value)

    def _seen(self, world: World, client: Client, value: int) -> Client:
        """A read is over. Judge it, and go on behind its steps."""
        self._counts["reads"] += 1
        self._counts["older than one's own write"] += bool(client.version) and value < client.version
        self._counts["older than one has seen"] += value < client.last
        self._counts["older than acknowledged"] += value < client.floor
        rest = client.steps[client.at :]
        length = len(self.protocol.reader)
        behind = len(client.steps) - (length if len(rest) > length - 1 and not client.version else 0)
        fresh = Client(client.index, client.steps)
        return fresh._replace(
            version=client.version, at=behind, began=True, last=max(client.last, value), after=client.after
        )

    def _judge_end(self, world: World, clients: tuple[Client, ...]) -> None:
        """Nothing happens any more: does the store still show something old?"""
        stale = world.entry is not None and world.entry[0] < world.db
        if stale and self.protocol.reader[0] != "get":
            assert world.entry is not None
            stale = world.known and world.entry[1] == (world.number, world.birth)
        self._counts["stale afterwards"] += stale


def _created(world: World) -> World:
    """Give a tag that is not known a generation: a lower number, as after a clock was set back, and a new birth."""
    if world.known:
        return world
    return world._replace(known=True, number=0, birth=world.births + 1, births=world.births + 1)


def _writes(client: Client) -> bool:
    """Tell whether a client's mutation has begun, and neither been acknowledged nor died."""
    return bool(client.version) and client.began and not client.over and client.floor == 0 and client.last == 0


def _with(clients: tuple[Client, ...], changed: Client) -> tuple[Client, ...]:
    return tuple(changed if each.index == changed.index else each for each in clients)


ACCIDENTS = {
    "none": {},
    "a crash": {"crashes": 1},
    "a loss": {"losses": 1},
    "a crash, a loss": {"crashes": 1, "losses": 1},
    "a partition": {"partitions": 1},
}
KINDS = ("older than one's own write", "older than one has seen", "older than acknowledged", "stale afterwards")


def main() -> int:
    """Print what is found for each protocol, without accidents and with them."""
    print(f"| protocol | accidents | states | reads | {' | '.join(KINDS)} |\n|---|---|--:|--:|{'--:|' * len(KINDS)}")
    broken = 0
    for protocol in PROTOCOLS:
        for name, budget in ACCIDENTS.items():
            if name == "a partition" and protocol.reader != LOOK:
                continue
            result = Exploration(protocol, **budget).run()
            found = " | ".join(str(result.counts[kind]) for kind in KINDS)
            print(f"| {protocol.name} | {name} | {result.states} | {result.counts['reads']} | {found} |", flush=True)
            promised = KINDS[:1] if name == "a partition" else KINDS
            broken += protocol is OURS and sum(result.counts[kind] for kind in promised)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
