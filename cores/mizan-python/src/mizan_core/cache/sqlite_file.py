"""The file of the SQLite store: opened once per thread and process, and given up when another one took its place.

The path is a symbolic link to a file whose name nobody has had before. A file that is open cannot be removed safely
under its own name, since SQLite finds its log by name; a link can be, in one step, and everybody sees it.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1

BUSY = 0.25
"""Seconds that a writer waits for others."""

_SCHEMA = """
CREATE TABLE entries (
    key TEXT NOT NULL UNIQUE, body BLOB NOT NULL, vector TEXT NOT NULL,
    fresh_until INTEGER NOT NULL, stale_until INTEGER NOT NULL, cost INTEGER NOT NULL, seal TEXT NOT NULL
);
CREATE TABLE tags (tag TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE claims (key TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
"""
_TARGET = re.compile(r"\.v(\d+)-([0-9a-f]*)-[0-9a-f]{16}")
_ATTEMPTS = 8


class NotOurFileError(Exception):
    """Something stands at the path that this version did not make."""


@dataclass(eq=False)
class _Opened:
    """What a thread has open. It is closed with its thread."""

    connection: sqlite3.Connection
    target: str

    def __del__(self) -> None:
        self.connection.close()


_inherited: list[_Opened] = []
"""What was open in a parent."""


@dataclass(eq=False)
class CacheFile:
    """One path, and this process's connections to the file there."""

    path: Path
    _local: threading.local = field(default_factory=threading.local)
    _name: str = ""
    _all: weakref.WeakSet[_Opened] = field(default_factory=weakref.WeakSet["_Opened"])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._name = str(self.path)
        _files.add(self)

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        return (self._opened() or self._open()).connection

    def is_current(self) -> bool:
        """Tell whether what this thread has open is what stands at the path; if not, let go of it."""
        opened = self._opened()
        if opened is None:
            return False
        with suppress(OSError):
            if os.readlink(self._name) == opened.target:
                return True
        self._drop(opened)
        return False

    def remove(self) -> None:
        """Remove the file, for all processes."""
        self.path.unlink(missing_ok=True)
        opened = self._opened()
        if opened is not None:
            self._drop(opened)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            mine, self._all = list(self._all), weakref.WeakSet()
        self._local = threading.local()
        for each in mine:
            each.connection.close()

    def forget(self) -> None:
        """Let go of what a parent has open, unclosed: closing it in a process that was forked would harm the parent."""
        _inherited.extend(self._all)
        self._all = weakref.WeakSet()
        self._lock = threading.Lock()
        self._local = threading.local()

    def _opened(self) -> _Opened | None:
        return getattr(self._local, "opened", None)

    def _open(self) -> _Opened:
        """Open what stands at the path, made by whoever comes first; again if it was removed meanwhile."""
        for _ in range(_ATTEMPTS):
            target = _target(self.path) or self._make()
            version, booted = _read_name(self.path, target)
            if version > VERSION:
                raise NotOurFileError(f"{self.path} was made by a newer version of Mizan: name another file")
            if version < VERSION or booted != boot():
                self.path.unlink(missing_ok=True)
                _remove(self.path.with_name(target))
                continue
            try:
                opened = _Opened(_connect(self.path.with_name(target)), target)
            except sqlite3.OperationalError:
                if _target(self.path) != target:
                    continue
                if not self.path.exists():  # a link to nothing
                    self.path.unlink(missing_ok=True)
                    continue
                raise
            self._local.opened = opened
            with self._lock:
                self._all.add(opened)
            return opened
        raise OSError(f"{self.path} is removed again and again")

    def _make(self) -> str:
        """Make a file, complete before anybody sees it, and put it at the path unless somebody else was faster."""
        target = f"{self.path.name}.v{VERSION}-{boot()}-{secrets.token_hex(8)}"
        made = self.path.with_name(target)
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # SQLite gives its log the same mode
        try:
            connection = _connect(made)
            try:
                connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
                connection.executescript(_SCHEMA)
            finally:
                connection.close()
            self.path.symlink_to(target)
        except FileExistsError:
            _remove(made)
            return _target(self.path) or target
        except BaseException:
            _remove(made)
            raise
        return target

    def _drop(self, opened: _Opened) -> None:
        """Close a file that is no longer at the path, and remove it if nobody did."""
        self._local.opened = None
        with self._lock:
            self._all.discard(opened)
        opened.connection.close()
        _remove(self.path.with_name(opened.target))


def boot() -> str:
    """Return what tells this start of the machine from others, where the system says it.

    Nothing is forced onto the disk, so what a machine's end leaves behind may be old or broken. It is not used again.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip().replace("-", "")[:16]
    except OSError:
        return ""


def _target(path: Path | str) -> str | None:
    try:
        return os.readlink(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotOurFileError(f"{path} is a file of something else: name another one for the cache") from error


def _read_name(path: Path, target: str) -> tuple[int, str]:
    """Return the version and the boot that a target is of."""
    name = _TARGET.fullmatch(target.removeprefix(path.name))
    if name is None:
        raise NotOurFileError(f"{path} is a link to something else: name another file for the cache")
    return int(name[1]), name[2]


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=64,
    )
    connection.execute(f"PRAGMA synchronous = {'OFF' if boot() else 'NORMAL'}")
    connection.execute("PRAGMA journal_size_limit = 4194304")
    return connection


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


_files: weakref.WeakSet[CacheFile] = weakref.WeakSet()


def _forget_all() -> None:
    for each in _files:
        each.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
