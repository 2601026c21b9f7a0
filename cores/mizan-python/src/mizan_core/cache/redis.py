"""A store in Redis or Valkey: single, behind Sentinel, or in a cluster, where all keys of a namespace are in one slot.

One key holds a tag's generation and its holds, so that both are seen, and evicted, at one moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import Callable, Sequence
from typing import Any, cast

from . import tags as states
from .availability import Availability
from .store import Clock, Entry, Lookup, Mutation, StoreUnavailableError, SystemClock

_FORGOTTEN = 7 * 86_400_000
"""Milliseconds after which a tag that nobody wrote is forgotten."""

CHANGE = """
local now, token, until_, life = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local made = {}
for i, key in ipairs(KEYS) do
  local number, birth, holds = now, ARGV[4 + i], ''
  local state = redis.call('GET', key)
  if state then
    local old, born, rest = string.match(state, '^(%d+)%.(%x+)(.*)$')
    number, birth = math.max(now, tonumber(old) + 1), born
    for other, time in string.gmatch(rest, ' (%x+):(%d+)') do
      if other ~= token and tonumber(time) > now then holds = holds .. ' ' .. other .. ':' .. time end
    end
  end
  if until_ ~= '' then holds = holds .. ' ' .. token .. ':' .. until_ end
  local text = string.format('%.0f', number)
  redis.call('SET', key, text .. '.' .. birth .. holds, 'PX', life)
  made[i] = text
end
return made
"""
"""What `tags.begun` and `tags.ended` do, in one step."""


class RedisStore:
    """Keeps all in Redis, and spells it as `tags` does.

    A server that was emptied has forgotten who held what. So it is passed by until every mutation that may have begun
    before has ended: for as long as a hold lasts.

    Attributes:
        namespace: begins all keys.
    """

    shared = True
    script = CHANGE

    def __init__(
        self,
        client: Any,
        make_async_client: Callable[[], Any] | None = None,
        *,
        namespace: str = "mizan",
        hold: float = 30.0,
        failures: tuple[type[Exception], ...] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Use a client of redis-py or valkey-py that returns bytes.

        Args:
            client: for threads.
            make_async_client: makes one for an event loop; without it, threads serve event loops too.
            namespace: tells applications on one server apart.
            hold: seconds for which an emptied server is passed by; no shorter than any mutation's hold.
            failures: what the client raises; its library's, unless given.
            clock: the machine's, unless given.
        """
        self.namespace = namespace
        self._prefix = f"{{{namespace}}}:"
        self._since = f"{self._prefix}since"
        self._client = client
        self._make_async_client = make_async_client
        self._async_clients: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
        self._hold = hold
        self._failures = failures or _failures_of(client)
        self._clock = clock or SystemClock()
        self._availability = Availability(f"Redis at {namespace}")

    def lookup(self, key: str, tags: tuple[str, ...]) -> Lookup:
        self._availability.ask()
        now = self._clock.now()
        keys = self.keys(key, tags)
        found = self._try(lambda: self._client.mget(keys))
        if None in found[1:]:
            found = self._try(
                lambda: self._create(self._client.pipeline(transaction=False), keys, found, now).execute()[-1]
            )
        return _found(found, now)

    def fill(self, key: str, entry: Entry) -> None:
        self._try(self._filling(self._client.pipeline(transaction=False), key, entry).execute)

    def claim(self, key: str, seconds: float) -> bool:
        return bool(self._try(lambda: self._client.set(self._claim(key), b"", px=int(seconds * 1000), nx=True)))

    def release(self, key: str) -> None:
        self._try(lambda: self._client.delete(self._claim(key)))

    def begin(self, mutation: Mutation, hold: float) -> dict[str, int]:
        now = self._clock.now()
        return self._change(mutation, now, str(states.hold_until(now, hold)))

    def end(self, mutation: Mutation) -> dict[str, int]:
        return self._change(mutation, self._clock.now(), "")

    def clear(self) -> None:
        def delete() -> None:
            for key in self._client.scan_iter(match=f"{_literal(self._prefix)}e:*", count=1000):
                self._client.unlink(key)

        self._try(delete)

    def close(self) -> None:
        with contextlib.suppress(*self._failures):
            for each in (self._client, *_sentinels(self._client)):
                each.close()

    async def lookup_async(self, key: str, tags: tuple[str, ...]) -> Lookup:
        if self._make_async_client is None:
            return await asyncio.to_thread(self.lookup, key, tags)
        self._availability.ask()
        now = self._clock.now()
        keys = self.keys(key, tags)
        client = self._async_client()
        found = await self._try_async(client.mget(keys))
        if None in found[1:]:
            pipeline = self._create(client.pipeline(transaction=False), keys, found, now)
            found = (await self._try_async(pipeline.execute()))[-1]
        return _found(found, now)

    async def fill_async(self, key: str, entry: Entry) -> None:
        if self._make_async_client is None:
            await asyncio.to_thread(self.fill, key, entry)
            return
        pipeline = self._filling(self._async_client().pipeline(transaction=False), key, entry)
        await self._try_async(pipeline.execute())

    async def claim_async(self, key: str, seconds: float) -> bool:
        if self._make_async_client is None:
            return await asyncio.to_thread(self.claim, key, seconds)
        claimed = self._async_client().set(self._claim(key), b"", px=int(seconds * 1000), nx=True)
        return bool(await self._try_async(claimed))

    async def release_async(self, key: str) -> None:
        if self._make_async_client is None:
            await asyncio.to_thread(self.release, key)
            return
        await self._try_async(self._async_client().delete(self._claim(key)))

    async def begin_async(self, mutation: Mutation, hold: float) -> dict[str, int]:
        now = self._clock.now()
        return await self._change_async(mutation, now, str(states.hold_until(now, hold)))

    async def end_async(self, mutation: Mutation) -> dict[str, int]:
        return await self._change_async(mutation, self._clock.now(), "")

    async def clear_async(self) -> None:
        await asyncio.to_thread(self.clear)

    async def close_async(self) -> None:
        client = self._async_clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            for each in (client, *_sentinels(client)):
                await each.aclose()

    def keys(self, key: str, tags: Sequence[str]) -> list[str]:
        """Return what a lookup reads."""
        return [f"{self._prefix}e:{key}", self._since, *(f"{self._prefix}g:{tag}" for tag in tags)]

    def _claim(self, key: str) -> str:
        return f"{self._prefix}c:{key}"

    def _create(self, pipeline: Any, keys: list[str], found: Sequence[bytes | None], now: int) -> Any:
        """Make what is missing, and read again."""
        if found[1] is None:
            pipeline.set(self._since, states.hold_until(now, self._hold), nx=True)
        for key, state in zip(keys[2:], found[2:], strict=True):
            if state is None:
                pipeline.set(key, states.created(now), nx=True, px=_FORGOTTEN)
        pipeline.execute_command("MGET", *keys)  # pipelines of clusters have no `mget`
        return pipeline

    def _filling(self, pipeline: Any, key: str, entry: Entry) -> Any:
        life = max(1, (entry.stale_until - self._clock.now()) // 1000)
        pipeline.set(f"{self._prefix}e:{key}", _spell(entry), px=life)
        pipeline.delete(self._claim(key))
        return pipeline

    def _change(self, mutation: Mutation, now: int, until: str) -> dict[str, int]:
        keys = [f"{self._prefix}g:{tag}" for tag in mutation.tags]

        def change() -> list[Any]:
            try:
                return self._client.eval(*_script(self.script, keys, mutation.token, now, until))
            except self._failures as error:
                if not _is_full(error):
                    raise
                self._client.delete(*keys)
                return [now] * len(keys)

        made: list[Any] = self._try(change) if keys else []
        return dict(zip(mutation.tags, map(int, made), strict=True))

    async def _change_async(self, mutation: Mutation, now: int, until: str) -> dict[str, int]:
        if self._make_async_client is None:
            return await asyncio.to_thread(self._change, mutation, now, until)
        client = self._async_client()
        keys = [f"{self._prefix}g:{tag}" for tag in mutation.tags]

        async def change() -> list[Any]:
            try:
                return await client.eval(*_script(self.script, keys, mutation.token, now, until))
            except self._failures as error:
                if not _is_full(error):
                    raise
                await client.delete(*keys)
                return [now] * len(keys)

        made: list[Any] = await self._try_async(change()) if keys else []
        return dict(zip(mutation.tags, map(int, made), strict=True))

    def _async_client(self) -> Any:
        assert self._make_async_client is not None
        loop = asyncio.get_running_loop()
        client = self._async_clients.get(loop)
        if client is None:
            client = self._async_clients[loop] = self._make_async_client()
        return client

    def _try(self, work: Callable[[], Any]) -> Any:
        try:
            result = work()
        except self._failures as error:
            raise self._availability.failed(error, full=_is_full(error)) from error
        self._availability.worked()
        return result

    async def _try_async(self, work: Any) -> Any:
        try:
            result = await work
        except self._failures as error:
            raise self._availability.failed(error, full=_is_full(error)) from error
        self._availability.worked()
        return result


def _found(found: Sequence[bytes | None], now: int) -> Lookup:
    entry, since, *tags = found
    if since is None or None in tags:
        raise StoreUnavailableError("what was just made is gone again: the server has too little memory")
    try:
        snapshot, held = states.vector(b",".join(cast("list[bytes]", tags)).decode("ascii").split(","), now)
        held = held or int(since) > now
    except ValueError:
        raise StoreUnavailableError("somebody else writes to our keys: choose another namespace") from None
    return Lookup(None if entry is None or held else _read(entry, snapshot), snapshot, held)


def _script(script: str, keys: list[str], token: str, now: int, until: str) -> tuple[Any, ...]:
    return (script, len(keys), *keys, now, token, until, _FORGOTTEN, *(states.birth() for _ in keys))


def _is_full(error: Exception) -> bool:
    """Tell whether there is no memory left. Then a tag is deleted, since a forgotten generation does not come back."""
    return "maxmemory" in str(error)


def _spell(entry: Entry) -> bytes:
    head = f"1 {entry.fresh_until} {entry.stale_until} {entry.cost} {entry.seal} {entry.vector}\n"
    return head.encode() + entry.body


def _read(raw: bytes, snapshot: str) -> Entry | None:
    """Return an entry if it has seen these generations, and is one of ours."""
    head, _, body = raw.partition(b"\n")
    try:
        form, fresh_until, stale_until, cost, seal, vector = head.decode("ascii").split(" ")
        if form != "1" or vector != snapshot:
            return None
        return Entry(body, vector, int(fresh_until), int(stale_until), int(cost), seal)
    except ValueError:
        return None


def _sentinels(client: Any) -> Sequence[Any]:
    """Return the clients that a client asks for its server: nobody else closes them."""
    manager = getattr(getattr(client, "connection_pool", None), "sentinel_manager", None)
    return manager.sentinels if manager is not None else ()


def _failures_of(client: Any) -> tuple[type[Exception], ...]:
    """Return what a client's library raises, redis-py's or valkey-py's."""
    library = type(client).__module__.partition(".")[0]
    exceptions = __import__(f"{library}.exceptions", fromlist=["exceptions"])
    name = library.capitalize()
    return (getattr(exceptions, f"{name}Error"), getattr(exceptions, f"{name}ClusterException"), OSError)


def _literal(text: str) -> str:
    return "".join(f"\\{each}" if each in "*?[]\\^" else each for each in text)
