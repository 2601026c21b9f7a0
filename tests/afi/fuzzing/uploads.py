"""Multipart bodies: such as browsers send, and such as none does."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .texts import spelt
from .values import Values, mostly, names

_BOUNDARY = "afi-boundary"
_TYPES = (
    *(f'multipart/form-data; boundary="{_BOUNDARY}"', f"Multipart/Form-Data;boundary={_BOUNDARY}"),
    *(f"multipart/form-data; charset=utf-8; boundary={_BOUNDARY}", f"multipart/form-data; boundary={_BOUNDARY}; x=y"),
    *(f"multipart/form-data; charset={each}; boundary={_BOUNDARY}" for each in ("latin-1", "utf-7", "utf-16", "nope")),
    *(f"multipart/form-data; boundary={_BOUNDARY} ", f"multipart/form-data; BOUNDARY={_BOUNDARY}"),
    *("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other"),
    *(f"multipart/mixed; boundary={_BOUNDARY}", f"multipart/form-data; boundary={_BOUNDARY}; boundary=other"),
    *("multipart/form-data; boundary=" + "b" * 80, "multipart/form-data; boundary=é"),
    'multipart/form-data; boundary="a b"',
)
_FILENAMES = (
    *("a.txt", "", " ", ".", "..", "a/b", "a\\b", "C:\\x.txt", "../x", "é.txt", "e\u0301", "\U0001f680", "a" * 300),
    *("a;b", 'a"b', 'a\\"b', "a%22b", "a%b", "=?utf-8?q?x?=", "\x00", "a\tb", "&amp;", "&#x41;", "a\u202eb"),
)
_HEADERS = (
    *("content-type: text/plain", "Content-Type: application/json", "CONTENT-TYPE:text/plain;charset=latin-1"),
    *("content-type:", "content-type: text/plain; charset=utf-16", "content-type: multipart/mixed; boundary=x"),
    *("content-transfer-encoding: base64", "content-transfer-encoding: quoted-printable"),
    *("content-transfer-encoding: binary", "Content-Transfer-Encoding: 8bit", "content-transfer-encoding: nope"),
    *("content-length: 3", "x-other: y", "x-empty:", ": x", "no colon", "x y: z", "content-disposition: form-data"),
)
_DISPOSITIONS = ("attachment", "form-data", "FORM-DATA", "file", "inline", "")
_CONTENTS = (
    *(b"", b"hello", b"\x00\xff\r\n--", b"aGVsbG8=", b"\r\n", b"--afi-boundary", b"\n--afi-boundary\n"),
    b"x" * 100_000,
)
_FRAGMENTS = (b"\r", b"\n", b"\r\n", b"\x00", b"-", b"--", b'"', b":", b";")


@dataclass(frozen=True, slots=True)
class Upload:
    """A body, and what it is declared as."""

    content_type: str
    body: bytes


def uploads(values: Values, schema: dict[str, object], files: list[str]) -> SearchStrategy[Upload]:
    """Return bodies for a function with files."""
    usual = _usual(spelt(values.near(schema)), files)
    odd = _with_odd_parts(usual, files)
    plain = st.just(f"multipart/form-data; boundary={_BOUNDARY}")
    return st.one_of(
        st.builds(Upload, plain, usual.map(_joined)),
        st.builds(Upload, plain, odd.map(_joined)),
        st.builds(Upload, plain, st.one_of(usual, odd).flatmap(_spoilt)),
        st.builds(Upload, st.sampled_from(_TYPES), usual.map(_joined)),
    )


@st.composite
def _usual(draw: DrawFn, arguments: SearchStrategy[bytes], files: list[str]) -> list[bytes]:
    """Return the parts as browsers write them, in any order."""
    parts: list[bytes] = []
    if draw(st.integers(0, 3)):
        headers = draw(st.sampled_from([(), ("content-type: application/json",)]))
        parts.append(_part('name="args"', draw(arguments), *headers))
    if draw(st.integers(0, 3)) == 0:
        parts.append(_part('name="mounted"', draw(spelt(st.just([])))))
    for name in files:
        if draw(st.integers(0, 5)):
            filename = draw(st.sampled_from(("a.txt", "a.txt", "é.txt", "b c")))
            content = draw(st.one_of(st.sampled_from(_CONTENTS[:4]), st.binary(max_size=20)))
            parts.append(_part(f'name="{name}"; filename="{filename}"', content, "content-type: text/plain"))
    return draw(st.permutations(parts))


def _part(disposition: str, content: bytes, *headers: str, kind: str = "form-data") -> bytes:
    lines = [f"content-disposition: {kind}; {disposition}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _joined(parts: list[bytes]) -> bytes:
    start = f"--{_BOUNDARY}\r\n".encode()
    return b"".join(start + part + b"\r\n" for part in parts) + f"--{_BOUNDARY}--\r\n".encode()


@st.composite
def _with_odd_parts(draw: DrawFn, usual: SearchStrategy[list[bytes]], files: list[str]) -> list[bytes]:
    """Return parts of which some are unlike what browsers write."""
    parts = draw(usual)
    for _ in range(draw(st.integers(1, 2))):
        parts.insert(draw(st.integers(0, len(parts))), draw(_odd_part(files)))
    return parts


@st.composite
def _odd_part(draw: DrawFn, files: list[str]) -> bytes:
    name = draw(mostly(st.sampled_from([*files, "args", "mounted"]), _odd_names))
    odd = st.sampled_from([f"name={name}", f'NAME="{name}"', "", "name"])
    named = draw(mostly(st.just(f'name="{name}"'), odd))
    disposition = "; ".join(each for each in (named, draw(_filename())) if each)
    headers = draw(st.lists(st.sampled_from(_HEADERS), max_size=2))
    kind = draw(mostly(st.just("form-data"), st.sampled_from(_DISPOSITIONS)))
    return _part(disposition, draw(st.sampled_from(_CONTENTS)), *headers, kind=kind)


@st.composite
def _filename(draw: DrawFn) -> str:
    name = draw(st.sampled_from(_FILENAMES))
    usual = f'filename="{name}"'
    odd = ("", f"filename={name}", f"filename*=utf-8''{name}", f'filename="a"; {usual}')
    return draw(mostly(st.just(usual), st.sampled_from(odd)))


_odd_names = names.map(lambda name: name.encode("utf-8", "replace").decode())


def _spoilt(parts: list[bytes]) -> SearchStrategy[bytes]:
    """Return a body whose frame is broken, or unusual."""
    body = _joined(parts)
    start = f"--{_BOUNDARY}".encode()
    ends = (b"\r\n", b"--\r\n", b"-\r\n", b"boundary--\r\n")
    return st.one_of(
        st.sampled_from(
            [b"preamble\r\n" + body, body.replace(b"\r\n", b"\n"), *(body.removesuffix(end) for end in ends)]
        ),
        st.sampled_from([body + more for more in (b"\r\n", b" ", b"--", body, b"epilogue")]),
        st.sampled_from([body.replace(start, start + more, 1) for more in (b" ", b"\t", b"x")]),
        _with_a_fragment(body),
    )


@st.composite
def _with_a_fragment(draw: DrawFn, body: bytes) -> bytes:
    start = draw(st.integers(0, len(body)))
    end = min(len(body), start + draw(st.sampled_from([0, 1, 2, 20])))
    return body[:start] + draw(st.one_of(st.sampled_from(_FRAGMENTS), st.binary(max_size=2))) + body[end:]
