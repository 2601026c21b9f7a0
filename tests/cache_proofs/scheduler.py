"""The real code of a store under a seeded scheduler: one step of one client at a time, in an order drawn by chance.

Clients are generators over `mizan_core.cache.protocol` and a `Writer`; a process is a store object and a clock. What a
seed does can be played again. `Run.violations` holds what must not happen, `Run.strict` whether everything is
promised: a writer that did not reach the store when it began is only promised that it sees what it wrote.
"""

from __future__ import annotations

import random
import typing
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mizan_core.cache import protocol as steps
from mizan_core.cache import tags
from mizan_core.cache.protocol import Computed, Leading, Query, Rules
from mizan_core.cache.reading import perform, unanswered
from mizan_core.cache.store import SKEW, CacheStore, StoreUnavailableError
from mizan_core.cache.writing import Writer

HOLD = 30.0
SECOND = 1_000_000
ROWS = ("a", "a", "a", "b")
"""Mostly one, so that clients meet."""

ACCIDENTS = ("fault", "partition", "evict", "flush", "jump", "later", "die", "retry")
WAITING = object()

Program: TypeAlias = Generator[object, None, None]


class World:
    """What passes for everybody: time, and the database."""

    def __init__(self) -> None:
        self.time = 1_800_000_000 * SECOND
        self.rows = dict.fromkeys(ROWS, 0)
        self.acked = dict.fromkeys(ROWS, 0)


class ProcessClock:
    """The clock of one process: right but for less than `SKEW`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.offset = 0

    def now(self) -> int:
        return self._world.time + self.offset


@dataclass
class Process:
    """One process: its store, its clock, its writer, and its flights."""

    store: Faulty
    clock: ProcessClock
    writer: Writer
    flights: dict[steps.Flight, Any] = field(default_factory=dict[steps.Flight, Any])


class Faulty:
    """A store whose next answers may get lost, before or after it does what it is asked."""

    def __init__(self, store: CacheStore) -> None:
        self.store = store
        self.faults: list[str] = []
        self.shared = store.shared

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.store, name)

        def ask(*arguments: Any) -> Any:
            fault = self.faults.pop() if self.faults else ""
            if fault == "unreachable":
                raise StoreUnavailableError("unreachable")
            result = method(*arguments)
            if fault == "lost":
                raise StoreUnavailableError("the reply is lost")
            return result

        return ask


class Bench(typing.Protocol):
    """One kind of store under test."""

    def reset(self) -> None:
        """Make it empty."""
        ...

    def open(self, clock: ProcessClock) -> CacheStore:
        """Open the store of one process."""
        ...

    def close(self, store: CacheStore) -> None: ...

    def flush(self, chance: random.Random) -> bool:
        """Lose all that is held. Returns whether everything is still promised."""
        ...

    def entries(self) -> list[str]: ...

    def states(self) -> dict[str, str]:
        """Return all tags with their states."""
        ...

    def forget_entry(self, key: str) -> None: ...

    def put_state(self, tag: str, state: str | None) -> None:
        """Set the state of a tag, or forget it."""
        ...


@dataclass
class Sabotage:
    """What to break: a step of a reader, a reader's token, or a store's method."""

    name: str
    wrap: Callable[[CacheStore, Bench], Any] = lambda store, bench: store
    token: Callable[[dict[str, int]], dict[str, int]] = lambda token: token
    accidents: Sequence[str] = ACCIDENTS
    snapshot_after: bool = False
    joins_any: bool = False


HONEST = Sabotage("nothing")


class Run:
    """One seed."""

    def __init__(
        self,
        bench: Bench,
        seed: int,
        sabotage: Sabotage = HONEST,
        accidents: Sequence[str] = ACCIDENTS,
        rate: float = 0.05,
    ) -> None:
        self.violations: list[str] = []
        self.strict = True
        self.log: list[str] = []
        self.reads = self.hits = 0
        self._random = random.Random(seed)
        self._bench = bench
        self._sabotage = sabotage
        self._accidents = accidents
        self._rate = rate
        self.world = World()
        self._begun: dict[str, int] = {}
        bench.reset()
        self._processes = [self._process() for _ in range(2)]
        self._warm_up()
        self._programs: dict[str, Program] = {}
        for index in range(4):
            self._programs[f"client {index}"] = self._client(f"client {index}", self._choose(self._processes))
        self._blocked: dict[str, Callable[[], bool]] = {}

    def play(self) -> Run:
        """Let everything happen, in some order."""
        while self._programs:
            if self._accidents and self._random.random() < self._rate:
                self._accident()
            ready = [name for name in self._programs if name not in self._blocked or self._blocked[name]()]
            if not ready:  # all wait for one that died
                self._blocked.clear()
                continue
            name = self._choose(ready)
            self._blocked.pop(name, None)
            try:
                wait = next(self._programs[name])
                if callable(wait):
                    self._blocked[name] = wait
            except StopIteration:
                del self._programs[name]
            self._advance(self._random.randrange(2_000))
        for process in self._processes:
            self._bench.close(process.store.store)
        return self

    def _process(self) -> Process:
        clock = ProcessClock(self.world)
        clock.offset = self._random.randrange(SKEW - 1) if self._accidents else 0
        store = Faulty(self._sabotage.wrap(self._bench.open(clock), self._bench))
        return Process(store, clock, Writer(store, hold=HOLD, clock=clock, retry=False))

    def _warm_up(self) -> None:
        """Begin with a store that was not emptied a moment ago."""
        self._processes[0].store.lookup("warm", ("warm",))
        self._advance(int(HOLD + 2) * SECOND + 2 * SKEW)

    def _choose(self, of: Sequence[Any]) -> Any:
        return of[self._random.randrange(len(of))]

    def _advance(self, microseconds: int) -> None:
        """Let time pass. Beyond a hold in which a transaction still runs, less is promised."""
        self.world.time += microseconds
        if any(self.world.time - begun > HOLD * SECOND for begun in self._begun.values()):
            self.strict = False

    def _accident(self) -> None:
        """Something that happens to systems."""
        kind = self._choose(self._accidents)
        self.log.append(kind)
        process = self._choose(self._processes)
        match kind:
            case "fault":
                process.store.faults = [self._choose(["unreachable", "lost"])]
            case "partition":
                process.store.faults = ["unreachable"] * self._random.randrange(4, 20)
            case "evict":
                self._evict()
            case "flush":
                self.strict &= self._bench.flush(self._random)
            case "jump":
                process.clock.offset = self._random.randrange(SKEW - 1)
            case "later":
                most = HOLD * 1.5 if not self._begun or self._random.random() < 0.1 else HOLD * 0.2
                self._advance(self._random.randrange(int(most * SECOND)))
            case "overlong":
                self._advance(int(HOLD * 2) * SECOND)
            case "retry":
                process.writer.retry()
            case "die" if len(self._programs) > 1:
                name = self._choose(list(self._programs))
                self._programs.pop(name).close()
                self._blocked.pop(name, None)
            case _:
                pass

    def _evict(self) -> None:
        """Lose an entry, or a tag that nobody holds."""
        states = self._bench.states()
        free = [tag for tag, state in states.items() if not tags.is_held(state, 0)]
        keys = self._bench.entries()
        if keys and self._random.random() < 0.5:
            self._bench.forget_entry(self._choose(sorted(keys)))
        elif free:
            self._bench.put_state(self._choose(sorted(free)), None)

    def _client(self, name: str, process: Process) -> Program:
        """A client that reads and writes, and judges what it sees."""
        last = dict.fromkeys(ROWS, 0)
        token: dict[str, int] = {}
        for _ in range(self._random.randrange(3, 10)):
            row = self._choose(ROWS)
            if self._random.random() < 0.25:
                yield from self._write(name, process, row, token, last)
            else:
                yield from self._read(name, process, row, token, last)

    def _write(self, name: str, process: Process, row: str, token: dict[str, int], last: dict[str, int]) -> Program:
        self._begun[name] = self.world.time
        try:
            wide = self._random.random() < 0.15
            begun = process.writer.begin((f"tag-{row}", "tag-all") if wide else (f"tag-{row}",))
            if not begun.generations:
                self.strict = False
            yield None
            yield None
            self.world.rows[row] += 1
            version = self.world.rows[row]
            self.log.append(f"{name} commits {row}={version}")
            yield None
            after = process.writer.end(begun)
            yield None
        finally:
            del self._begun[name]
        for tag, generation in after.items():
            token[tag] = max(generation, token.get(tag, 0))
        self.log.append(f"{name} is told {row}={version}")
        self.world.acked[row] = max(version, self.world.acked[row])
        last[f"{row} own"] = version

    def _read(self, name: str, process: Process, row: str, token: dict[str, int], last: dict[str, int]) -> Program:
        floor, began_strict = self.world.acked[row], self.strict
        after = self._sabotage.token(dict(token))
        query = Query(row, (f"tag-{row}", "tag-all"), ttl=20, stale=20, after=after)
        rules = Rules(process.clock, self._random.random, shared=process.store.shared, patience=0.02)
        generator = steps.read(query, rules)
        committed = 0
        step = next(generator)
        try:
            while True:
                if isinstance(step, steps.Compute):
                    value = self.world.rows[row]
                    yield None
                    reply: Any = Computed(str(value).encode())
                    yield None
                elif isinstance(step, steps.Enter):
                    reply = yield from self._enter(process, self._flight(step.flight))
                else:
                    reply = self._perform(process, step, query)
                    if isinstance(step, steps.Look):
                        committed = self.world.rows[row]
                yield None
                step = generator.send(reply)
        except StopIteration as stop:
            answer = stop.value
        self._judge(name, row, answer, last, (floor, committed) if began_strict else None)

    def _judge(self, name: str, row: str, answer: Any, last: dict[str, int], promised: tuple[int, int] | None) -> None:
        """Note what must not have been read."""
        value = int(answer.body)
        self.reads += 1
        self.hits += answer.how in {"hit", "stale", "joined"}
        self.log.append(f"{name} reads {row}={value} ({answer.how})")
        if value < last.get(f"{row} own", 0):
            self.violations.append(f"{name} wrote {row}={last[f'{row} own']} and reads {value} ({answer.how})")
        if self.strict and promised:
            floor, committed = promised
            if value < last[row]:
                self.violations.append(f"{name} read {row}={last[row]} and then {value} ({answer.how})")
            if answer.how != "miss" and value < committed:
                self.violations.append(f"{row}={committed} was committed and {name} is shown {value} ({answer.how})")
            if value < floor:
                self.violations.append(f"{row}={floor} was acknowledged and {name} reads {value} ({answer.how})")
        last[row] = max(last[row], value)

    def _flight(self, flight: steps.Flight) -> steps.Flight:
        return (flight[0], "") if self._sabotage.joins_any else flight

    def _enter(self, process: Process, flight: steps.Flight) -> Generator[object, None, Computed | Leading | None]:
        if flight not in process.flights:
            process.flights[flight] = WAITING
            return steps.LEADING
        mine = process.flights[flight]
        if mine is WAITING:
            landed: list[Any] = []
            process.flights[flight] = mine = landed
        yield lambda: bool(mine)
        return mine[0] if mine else None

    def _perform(self, process: Process, step: steps.Step, query: Query) -> Any:
        match step:
            case steps.Leave(flight, computed):
                landed = process.flights.pop(self._flight(flight), WAITING)
                if isinstance(landed, list):
                    landed.append(computed)
                return None
            case steps.Pause(seconds):
                self._advance(int(seconds * SECOND))
                return None
            case steps.Fill(key, entry) if self._sabotage.snapshot_after:
                found = process.store.store.lookup(query.key, query.tags)
                if found.held:
                    return None
                entry = type(entry)(entry.body, found.snapshot, entry.fresh_until, entry.stale_until, entry.cost, "")
                step = steps.Fill(key, entry)
            case _:
                pass
        try:
            return perform(process.store, step)  # type: ignore[arg-type]  # it answers like the store behind it
        except StoreUnavailableError:
            return unanswered(step)
