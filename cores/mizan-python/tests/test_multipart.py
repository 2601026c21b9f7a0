"""Multipart bodies: what clients write is read as they meant it, and nothing else is read at all."""

from __future__ import annotations

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mizan_core import BadRequest
from mizan_core.multipart import MAX_PARTS, Part, read_parts

NAMES = st.text(st.characters(categories=("L", "N"), include_characters="_-. "), min_size=1, max_size=12)
FILES = NAMES.map(lambda name: f"a{name}z")
CONTENTS = st.binary(max_size=300) | st.sampled_from([b"", b"\r\n", b"--x", b"\r\n--x--\r\n", b"\x00\xff", b"-" * 80])
KIND = "multipart/form-data; boundary=x"


def body(*parts: str, last: str = "--x--\r\n") -> bytes:
    return "".join(f"--x\r\n{each}\r\n" for each in parts).encode() + last.encode()


def field(text: str = "hi", head: str = 'Content-Disposition: form-data; name="a"') -> str:
    return f"{head}\r\n\r\n{text}"


@given(st.lists(st.tuples(NAMES, FILES, CONTENTS), min_size=1, max_size=6))
def test_files_that_a_client_sends_arrive_as_they_are(files: list[tuple[str, str, bytes]]) -> None:
    sent = [(name, (filename, content, "image/png")) for name, filename, content in files]
    request = httpx.Request("POST", "http://x", files=sent)

    found = read_parts(request.headers["content-type"], request.read())

    assert found == [Part(name, filename, "image/png", content) for name, filename, content in files]


@given(st.dictionaries(NAMES, st.text(st.characters(codec="utf-8"), max_size=40), max_size=5))
def test_texts_that_a_client_sends_arrive_as_they_are(texts: dict[str, str]) -> None:
    request = httpx.Request("POST", "http://x", data=texts, files={"file": ("f", b"1")})

    *found, file = read_parts(request.headers["content-type"], request.read())

    assert {each.name: each.content.decode() for each in found} == texts
    assert file == Part("file", "f", "application/octet-stream", b"1")


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_refused(sent: bytes) -> None:
    for whole in (sent, body(field())[: len(sent)], b"--x\r\n" + sent + b"\r\n--x--", body(field()) + sent):
        with suppress(BadRequest):
            read_parts(KIND, whole)


@given(st.integers(0, len(body(field(), field("more", 'Content-Disposition: form-data; name="b"; filename="f"'))) - 5))
def test_a_body_that_breaks_off_is_refused(length: int) -> None:
    whole = body(field(), field("more", 'Content-Disposition: form-data; name="b"; filename="f"'))
    with pytest.raises(BadRequest):
        read_parts(KIND, whole[:length])


@pytest.mark.parametrize(
    "head",
    [
        'Content-Disposition: form-data; filename="f"',
        'Content-Disposition: attachment; name="a"',
        'Content-Disposition: form-data; name="a"; name="b"',
        'Content-Disposition: form-data; name="a\\"b"',
        "Content-Disposition: form-data; name*=utf-8''a",
        'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64',
        'Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="b"',
        'Content-Disposition: form-data; name="a"\r\n folded: yes',
        'Content-Disposition: form-data; name="a"; filename=".."',
        'Content-Disposition: form-data; name="a"; filename="/"',
        "",
    ],
)
def test_a_part_that_two_readers_could_understand_differently_is_refused(head: str) -> None:
    with pytest.raises(BadRequest):
        read_parts(KIND, body(field(head=head)))


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'x' * 71}",
        KIND + "; boundary=x",
    ],
)
def test_a_boundary_must_be_named_once_and_well(kind: str) -> None:
    with pytest.raises(BadRequest):
        read_parts(kind, body(field()))


@pytest.mark.parametrize("sent", [r"C:\photos\me.png", "../../me.png", "/etc/me.png", "me.png\u202e"])
def test_a_files_name_has_no_path_and_nothing_invisible(sent: str) -> None:
    (part,) = read_parts(KIND, body(field(head=f'Content-Disposition: form-data; name="a"; filename="{sent}"')))

    assert part.filename == "me.png"


def test_parts_are_limited_by_number() -> None:
    with pytest.raises(BadRequest):
        read_parts(KIND, body(*[field()] * (MAX_PARTS + 1)))
    assert len(read_parts(KIND, body(*[field()] * MAX_PARTS))) == MAX_PARTS
