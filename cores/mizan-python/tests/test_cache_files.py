"""The store in a file, where files break: removed, full, foreign, forked, in the hands of the dead."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from mizan_core.cache import sqlite_file
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import Entry, Mutation, StoreUnavailableError

TAGS = ("red",)
FOREVER = 4_000_000_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


def fill(store: SQLiteStore, key: str, size: int = 2) -> None:
    store.fill(key, Entry(b"x" * size, store.lookup(key, TAGS).snapshot, FOREVER, FOREVER))


def test_only_its_owner_may_read_it(path: Path) -> None:
    store = SQLiteStore(path)
    fill(store, "key")

    files = [each for each in path.parent.iterdir() if not each.is_symlink()]
    assert len(files) == 3
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}


def test_a_file_that_was_removed_is_read_no_more(path: Path) -> None:
    one, other = SQLiteStore(path), SQLiteStore(path)
    fill(one, "key")
    assert other.lookup("key", TAGS).entry is not None
    path.unlink()

    one.end(Mutation.of(TAGS))
    assert other.lookup("key", TAGS).entry is None
    fill(other, "key")
    assert one.lookup("key", TAGS).entry is not None
    assert len(list(path.parent.glob("cache.db.v*-????????????????"))) == 1, "the old one is gone"


@pytest.mark.parametrize("content", [b"", b"something else", b"SQLite format 3\0" + bytes(1_000)])
def test_a_file_of_something_else_is_left_alone(path: Path, content: bytes, caplog) -> None:
    path.write_bytes(content)
    store = SQLiteStore(path)

    with pytest.raises(StoreUnavailableError, match="something else"):
        store.end(Mutation.of(TAGS))
    assert path.read_bytes() == content
    assert "name another one" in caplog.text


def test_a_link_to_something_else_is_left_alone(path: Path) -> None:
    (path.parent / "theirs.db").write_bytes(b"theirs")
    path.symlink_to("theirs.db")

    with pytest.raises(StoreUnavailableError, match="something else"):
        SQLiteStore(path).end(Mutation.of(TAGS))
    assert (path.parent / "theirs.db").read_bytes() == b"theirs"


def test_a_link_to_nothing_is_replaced(path: Path) -> None:
    fill(SQLiteStore(path), "key")
    path.resolve().unlink()

    assert SQLiteStore(path).lookup("key", TAGS).entry is None


def test_what_an_earlier_start_of_the_machine_left_is_not_used(path: Path, monkeypatch) -> None:
    fill(SQLiteStore(path), "key")
    monkeypatch.setattr(sqlite_file, "boot", lambda: "0123456789abcdef")

    assert SQLiteStore(path).lookup("key", TAGS).entry is None
    assert "0123456789abcdef" in os.readlink(path)


def test_a_newer_versions_file_is_left_alone_and_an_older_ones_replaced(path: Path, monkeypatch) -> None:
    fill(SQLiteStore(path), "key")
    monkeypatch.setattr(sqlite_file, "VERSION", 0)
    with pytest.raises(StoreUnavailableError, match="newer version"):
        SQLiteStore(path).end(Mutation.of(TAGS))

    monkeypatch.setattr(sqlite_file, "VERSION", 2)
    assert SQLiteStore(path).lookup("key", TAGS).entry is None


def test_a_broken_file_is_replaced(path: Path) -> None:
    store = SQLiteStore(path)
    fill(store, "key", 100_000)
    store.close()
    raw = path.resolve().read_bytes()
    path.resolve().write_bytes(raw[:4096] + os.urandom(len(raw) - 4096))

    store = SQLiteStore(path)
    with pytest.raises(StoreUnavailableError, match="malformed"):
        store.end(Mutation.of(TAGS))
    store.end(Mutation.of(TAGS))
    fill(store, "key")
    assert store.lookup("key", TAGS).entry is not None


def test_it_does_not_grow_beyond_its_limit(path: Path) -> None:
    store = SQLiteStore(path, limit=1_000_000)
    for index in range(200):
        fill(store, f"{index}", 20_000)

    assert path.stat().st_size <= 1_100_000
    assert store.lookup("199", TAGS).entry is not None
    assert store.lookup("0", TAGS).entry is None


def test_tags_give_way_too_but_none_that_is_held(path: Path) -> None:
    store = SQLiteStore(path, limit=400_000)
    store.begin(Mutation.of(["held"]), 30)
    store.end(Mutation.of([f"{index:060}" for index in range(6_000)]))
    fill(store, "key")

    assert store._file.connection().execute("SELECT count(*) FROM tags").fetchone() == (1,)
    assert store.lookup("key", ("held",)).held
    fill(store, "key")
    assert store.lookup("key", TAGS).entry is not None


def test_a_mutation_that_finds_no_room_leaves_nothing_to_read(path: Path) -> None:
    """As on a full disk: in a process that may write no large files."""
    store = SQLiteStore(path)
    fill(store, "key", 10)
    script = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from mizan_core.cache.sqlite import SQLiteStore
from mizan_core.cache.store import Entry, Mutation, StoreUnavailableError
store = SQLiteStore({str(path)!r})
entry = store.lookup("key", ("red",)).entry
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    store.fill("key", entry)
except StoreUnavailableError:
    pass
assert store._file.path.exists(), "a fill may fail"
try:
    store.end(Mutation.of(["red"]))
except StoreUnavailableError as error:
    print("unavailable")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "unavailable\n"
    assert store.lookup("key", TAGS).entry is None


def test_the_dead_block_nobody(path: Path) -> None:
    """A process that is killed inside a transaction."""
    store = SQLiteStore(path)
    fill(store, "key")
    script = f"""
import os, signal
from mizan_core.cache.sqlite import SQLiteStore
store = SQLiteStore({str(path)!r})
connection = store._file.connection()
connection.execute("BEGIN IMMEDIATE")
connection.execute("DELETE FROM entries")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL

    assert store.lookup("key", TAGS).entry is not None
    store.end(Mutation.of(TAGS))
    assert store.lookup("key", TAGS).entry is None


def test_who_waits_too_long_gives_up(path: Path, caplog) -> None:
    store = SQLiteStore(path)
    fill(store, "key")
    other = sqlite3.connect(path.resolve(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="locked"):
            store.end(Mutation.of(TAGS))
    assert len(caplog.records) == 1, "said once"
    other.close()
    store.end(Mutation.of(TAGS))
    assert "works again" in caplog.text


def test_a_fork_opens_it_for_itself(path: Path) -> None:
    store = SQLiteStore(path)
    fill(store, "key")
    connection = store._file.connection()
    child = os.fork()
    if child == 0:
        try:
            assert store._file.connection() is not connection, "the parent's is not used"
            store.end(Mutation.of(TAGS))
            fill(store, "child")
            store.close()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert store.lookup("key", TAGS).entry is None
    assert store.lookup("child", TAGS).entry is not None


def test_threads_that_end_leave_nothing_open(path: Path) -> None:
    store = SQLiteStore(path)
    fill(store, "key")
    before = len(os.listdir("/dev/fd"))
    for _ in range(20):
        thread = threading.Thread(target=fill, args=(store, "key"))
        thread.start()
        thread.join()

    assert len(os.listdir("/dev/fd")) <= before + 3


def test_a_directory_that_does_not_exist_is_an_error_that_passes(tmp_path: Path, caplog) -> None:
    store = SQLiteStore(tmp_path / "none" / "cache.db")
    with pytest.raises(StoreUnavailableError):
        store.end(Mutation.of(TAGS))
    (tmp_path / "none").mkdir()

    store.end(Mutation.of(TAGS))
    assert "works again" in caplog.text
