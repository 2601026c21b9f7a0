"""What surrounds tokens: where keys come from, permissions as bits, what requests bring, and settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from mizan_core.auth import session_hash
from mizan_core.presented import presented
from mizan_core.tokens import Claims, FileKeys, PermissionList, RemoteKeys, SigningKey, SigningKeys, Tokens
from mizan_core.tokens.command import main

URL = "https://app.example/.well-known/mizan-jwks.json"
OLD, NEW = SigningKey.generate("old"), SigningKey.generate("new")


class Host:
    """Publishes keys, and counts who asks; with a clock."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys: Any = SigningKeys.of(keys).jwks()
        self.asked = 0
        self.now = 0.0
        self.remote = RemoteKeys(URL, fetch=self.fetch, now=lambda: self.now)

    def fetch(self, url: str) -> bytes:
        assert url == URL
        self.asked += 1
        if self.keys is None:
            raise OSError("nobody answers")
        return json.dumps(self.keys).encode()

    def publish(self, *keys: SigningKey) -> None:
        self.keys = SigningKeys.of(keys).jwks()


def test_keys_are_fetched_at_the_first_token_and_not_again_while_they_are_known() -> None:
    host = Host(OLD)
    assert host.asked == 0

    for host.now in (0.0, 100.0, 299.0):
        assert host.remote.find("old") == SigningKey("old", None, OLD.public)
    assert host.asked == 1


def test_an_unknown_key_has_them_fetched_once_in_thirty_seconds() -> None:
    host = Host(OLD)
    host.remote.find("old")
    host.publish(OLD, NEW)

    for host.now in (1.0, 29.0):
        assert host.remote.find("new") is None
    assert host.asked == 1
    host.now = 30.0
    assert host.remote.find("new") is not None
    for _ in range(100):
        assert host.remote.find("anything else") is None
    assert host.asked == 2


def test_a_key_that_was_removed_is_honoured_no_longer_than_five_minutes() -> None:
    host = Host(OLD, NEW)
    host.remote.find("old")
    host.publish(NEW)

    host.now = 299.0
    assert host.remote.find("old") is not None
    host.now = 300.0
    assert host.remote.find("old") is None


@pytest.mark.parametrize("broken", [None, [], {"keys": 5}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}], ids=str)
def test_while_keys_cannot_be_fetched_those_from_before_are_used(broken: Any, caplog: pytest.LogCaptureFixture) -> None:
    host = Host(OLD)
    host.remote.find("old")
    host.keys = broken

    host.now = 300.0
    assert host.remote.find("old") is not None
    assert host.remote.find("new") is None
    assert host.asked == 2
    assert "could not be fetched" in caplog.text


def test_of_published_keys_the_private_half_and_other_kinds_are_not_taken() -> None:
    host = Host(OLD)
    host.keys = {"keys": [OLD.write(), {"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"}]}

    found = host.remote.find("old")

    assert found is not None
    assert not found.signs
    assert host.remote.find("r") is None
    with pytest.raises(ValueError, match="do not sign"):
        _ = host.remote.signing


@pytest.mark.parametrize(
    "url", ["http://app.example/keys", "ftp://app.example/keys", "file:///etc/keys", "keys.json", ""]
)
def test_keys_come_by_https_alone(url: str) -> None:
    with pytest.raises(ValueError, match="Use https"):
        RemoteKeys(url)


@contextmanager
def publishing(status: int, body: bytes, **headers: str) -> Iterator[tuple[str, list[str]]]:
    """Answer every request alike, on this machine."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/keys", paths
        finally:
            server.shutdown()
            thread.join()


def test_they_are_fetched_over_http() -> None:
    with publishing(200, json.dumps(SigningKeys.of([OLD]).jwks()).encode()) as (url, paths):
        assert RemoteKeys(url).find("old") is not None
    assert paths == ["/keys"]


@pytest.mark.parametrize(
    ("status", "headers"), [(302, {"Location": "/elsewhere"}), (404, {}), (500, {})], ids=["redirect", "404", "500"]
)
@pytest.mark.usefixtures("caplog")
def test_no_redirect_is_followed_and_no_failure_believed(status: int, headers: dict[str, str]) -> None:
    with publishing(status, json.dumps(SigningKeys.of([OLD]).jwks()).encode(), **headers) as (url, paths):
        assert RemoteKeys(url).find("old") is None
    assert paths == ["/keys"]


def test_an_endless_answer_is_not_read() -> None:
    with publishing(200, json.dumps({"keys": [], "x": "x" * 65536}).encode()) as (url, _):
        assert RemoteKeys(url).find("old") is None


# A file.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    main(["keys", "new", "--file", str(path)])
    return path


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def keys(file: Path, now: list[float]) -> FileKeys:
    return FileKeys(file, now=lambda: now[0])


def test_keys_are_rotated_while_a_server_runs(file: Path, keys: FileKeys, now: list[float]) -> None:
    first = keys.signing.kid

    def told(*words: str) -> None:
        main(["keys", *words, "--file", str(file)])
        now[0] += 1

    told("rotate")
    assert keys.signing.kid == first
    assert len(keys.jwks()["keys"]) == 2
    told("rotate", "--sign")
    assert keys.signing.kid != first
    assert keys.find(first) is not None
    told("remove", first)
    assert keys.find(first) is None


@pytest.mark.parametrize(
    "spoil", [lambda path: path.write_text("{"), lambda path: path.unlink()], ids=["damaged", "gone"]
)
def test_a_file_that_cannot_be_read_any_more_leaves_the_keys_from_before(
    file: Path, keys: FileKeys, now: list[float], spoil: Callable[[Path], Any], caplog: pytest.LogCaptureFixture
) -> None:
    signing = keys.signing

    spoil(file)
    now[0] += 1

    assert keys.signing is signing
    assert "could not be read again" in caplog.text


def test_a_file_is_not_looked_at_for_every_token(
    keys: FileKeys, now: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Any] = []
    stat = os.stat
    monkeypatch.setattr(Path, "stat", lambda path, **options: looked.append(path) or stat(path, **options))

    for _ in range(10):
        keys.find("k")
    now[0] += 1
    for _ in range(10):
        keys.find("k")

    assert len(looked) == 1


# Permissions.

NAMES = ["add", "edit", "see", *(f"p{each}" for each in range(20))]


def claims(pm: str | None = None, pr: str | None = None, sub: str = "id:5") -> Claims:
    return Claims(iss="i", aud="a", sub=sub, sid="", iat=0, nbf=0, exp=1, jti="A" * 22, pv=0, pm=pm, pr=pr)


@pytest.mark.parametrize("given", [set[str](), {"add"}, {"add", "see"}, {"edit", "p19"}, set(NAMES)], ids=len)
def test_permissions_are_bits_in_the_order_of_their_list(given: set[str]) -> None:
    listed = PermissionList(NAMES)
    bits = listed.pack(lambda name: name in given)

    assert listed.read(claims(bits, listed.fingerprint)) == given


def test_the_lowest_bit_is_the_first_name() -> None:
    assert PermissionList(NAMES[:3]).pack(lambda name: name != "edit") == "BQ"


@pytest.mark.parametrize("other", [NAMES[::-1], NAMES[:-1], [*NAMES, "x"], ["Add", *NAMES[1:]]], ids=str)
def test_bits_of_another_list_say_nothing(other: list[str]) -> None:
    ours, theirs = PermissionList(NAMES), PermissionList(other)

    assert ours.read(claims("BQ", theirs.fingerprint)) is None
    assert ours.read(claims()) is None


# What requests bring.


@pytest.mark.parametrize(
    ("authorization", "cookie", "found"),
    [
        (None, None, None),
        ("Bearer a.b.c", None, ("a.b.c", False)),
        ("bearer  a.b.c ", "__Host-mizan=x", ("a.b.c", False)),
        ("Bearer", None, ("", False)),
        ("Basic YTpi", None, None),
        ("Basic YTpi", "__Host-mizan=a.b.c", ("a.b.c", True)),
        ("a.b.c", None, None),
        ("", "__Host-mizan=", ("", True)),
        (None, "a=1;__Host-mizan=a.b.c;b=2", ("a.b.c", True)),
        (None, "a=1; \t__Host-mizan=a=b", ("a=b", True)),
        (None, "__Host-mizan=a; __Host-mizan=b", ("a,b", True)),
        (None, "x__Host-mizan=a; __Host-mizanx=a; __host-mizan=a; a=__Host-mizan=b", None),
        (None, "__Host-mizan", ("", True)),
    ],
)
def test_a_token_is_in_the_header_or_in_the_cookie(authorization: Any, cookie: Any, found: Any) -> None:
    assert presented(authorization, cookie) == found


def test_a_session_is_told_by_a_hash_of_its_id() -> None:
    assert session_hash("a") != session_hash("b") != ""
    assert len(session_hash("a")) == 22
    assert session_hash(None) == session_hash("") == ""


@pytest.mark.parametrize(("sub", "user_id"), [("id:5", "5"), ("pk:a:b", "a:b"), ("42", "42")])
def test_a_user_s_id_is_what_follows_its_name(sub: str, user_id: str) -> None:
    assert claims(sub=sub).user_id == user_id


# Settings.


def test_without_the_package_that_signs_one_is_told_which_to_install() -> None:
    program = "import sys; sys.modules['cryptography'] = None; import mizan_core.tokens"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "install mizan-python[tokens]" in done.stderr


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"issuer": ""}, "issuer of Tokens is ''"),
        ({"audience": None}, "audience of Tokens is None"),
        ({"life": 0}, "life of Tokens is 0. Use 1 to 900 seconds"),
        ({"life": 901}, "life of Tokens is 901"),
        ({"life": 60.0}, "life of Tokens is 60.0"),
        ({"life": True}, "life of Tokens is True"),
        ({"permissions": "see"}, r"permissions of Tokens takes a list: \['see'\]"),
        ({"permissions": ["see", "see"]}, "stands twice"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_a_mistake(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Tokens(**{"keys": "keys.json", "issuer": "i", "audience": "a", **change})
