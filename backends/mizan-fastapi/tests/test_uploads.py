"""Uploads: files as FastAPI gives them, within limits, and closed afterwards."""

import asyncio
import gc
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, File, UploadFile
from mizan_core import Registry, register
from mizan_core.client.function import client
from starlette.datastructures import UploadFile as StarletteUploadFile

Serve = Callable[..., Any]
LARGE = 1024 * 1024 + 1
"""More than a file keeps in memory, so that it lies on disk."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every temporary file that parsing opened."""
    files: list[Any] = []
    create = StarletteUploadFile.__init__

    def remember(self: StarletteUploadFile, file: Any, **options: Any) -> None:
        files.append(file)
        create(self, file, **options)

    monkeypatch.setattr(StarletteUploadFile, "__init__", remember)
    return files


@pytest.fixture(autouse=True)
def functions(registry: Registry) -> None:
    @register(registry=registry)
    @client
    async def one(file: UploadFile, title: str = "none") -> list[Any]:
        return [file.filename, file.content_type, len(await file.read()), title]

    @register(registry=registry)
    @client
    def sync(file: Annotated[UploadFile, File()]) -> int:
        return len(file.file.read())

    @register(registry=registry)
    @client
    async def many(files: list[UploadFile]) -> list[str | None]:
        return [each.filename for each in files]

    @register(registry=registry)
    @client
    async def some(files: list[UploadFile] | None = None, cover: UploadFile | None = None) -> list[Any]:
        return [None if files is None else len(files), cover.filename if cover else None]

    @register(registry=registry)
    @client
    async def crash(file: UploadFile) -> None:
        raise ZeroDivisionError("by secret")


def upload(api: Any, name: str, files: Any = (), args: str | None = None) -> Any:
    data = {} if args is None else {"args": args}
    return api.client.post(f"/api/mizan/call/{name}", files=files or [], data=data)


def raw(api: Any, name: str, body: bytes, kind: str = "multipart/form-data; boundary=b") -> Any:
    return api.client.post(f"/api/mizan/call/{name}", content=body, headers={"content-type": kind})


def part(disposition: bytes, content: bytes = b"x") -> bytes:
    return b"--b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (disposition, content)


def test_a_file_comes_with_arguments(serve: Serve) -> None:
    api = serve()

    answer = upload(api, "one", {"file": ("a.txt", b"abc", "text/plain")}, '{"title":"t"}')

    assert answer.json() == {"result": ["a.txt", "text/plain", 3, "t"]}
    assert upload(api, "sync", {"file": b"abcd"}).json() == {"result": 4}


def test_several_files_come_under_one_name(serve: Serve) -> None:
    api = serve()
    two = [("files", ("a", b"1")), ("files", ("b", b"2"))]

    assert upload(api, "many", two).json() == {"result": ["a", "b"]}
    assert upload(api, "many", two[:1]).json() == {"result": ["a"]}
    assert upload(api, "some", [*two, ("cover", ("c", b"3"))]).json() == {"result": [2, "c"]}


def test_optional_files_may_be_left_out(serve: Serve) -> None:
    api = serve()

    assert raw(api, "some", part(b'name="args"', b"{}") + b"--b--\r\n").json() == {"result": [None, None]}
    assert api.call("some").json() == {"result": [None, None]}


@pytest.mark.parametrize(
    ("name", "files", "path", "kind"),
    [
        ("one", [("other", b"x")], ["file"], "missing"),
        ("one", [("file", b"x"), ("other", b"x")], ["other"], "unexpected"),
        ("one", [("file", b"x"), ("file", b"y")], ["file"], "out_of_range"),
        ("many", [("cover", b"x")], ["files"], "missing"),
        ("one", [("file", (None, b"plain text"))], ["file"], "wrong_type"),
        ("many", [("files", ("a", b"x")), ("files", (None, b"plain text"))], ["files"], "wrong_type"),
    ],
)
def test_wrong_files_are_validation_errors(
    serve: Serve, opened: list[Any], name: str, files: Any, path: list[str], kind: str
) -> None:
    answer = upload(serve(), name, files)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_ERROR")
    assert {"path": path, "type": kind} in [
        {"path": each["path"], "type": each["type"]} for each in answer.json()["error"]["details"]
    ]
    assert all(each.closed for each in opened)


@pytest.mark.parametrize("name", ["one", "sync", "many", "some", "crash"])
@pytest.mark.parametrize("size", [10, LARGE])
def test_files_are_closed_whatever_happened(serve: Serve, opened: list[Any], name: str, size: int) -> None:
    field = "files" if name in ("many", "some") else "file"

    upload(serve(), name, [(field, ("a", b"x" * size))])

    assert len(opened) == 1
    assert opened[0].closed


def test_a_background_task_may_still_read_the_file(registry: Registry, serve: Serve, opened: list[Any]) -> None:
    read: list[bytes] = []

    @register(registry=registry)
    @client
    async def later(file: UploadFile, tasks: BackgroundTasks) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            read.append(await file.read())

        tasks.add_task(work)

    upload(serve(), "later", {"file": b"abc"})

    assert read == [b"abc"]
    assert opened[0].closed


FILE = part(b'name="file"; filename="a"')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b",
        b"--b--\r\n",
        b"no multipart at all",
        FILE,
        FILE + b"--c--\r\n",
        FILE[:-10],
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nContent-Disposition form-data; name=file\r\n\r\nx\r\n--b--\r\n",
        part(b'name="args"', b"\xff") + b"--b--\r\n",
        part(b'name="args"', b"{") + b"--b--\r\n",
        part(b'name="args"', b"1e999") + FILE + b"--b--\r\n",
        part(b'name="args"', b'{"title":"\\ud800"}') + FILE + b"--b--\r\n",
        part(b'name="args"', b"[" * 10_000 + b"]" * 10_000) + FILE + b"--b--\r\n",
        FILE * 101 + b"--b--\r\n",
        part(b'name="args"', b"{}") * 101 + b"--b--\r\n",
    ],
    ids=lambda body: str(body[:60]),
)
def test_broken_multipart_is_a_bad_request(serve: Serve, opened: list[Any], body: bytes) -> None:
    answer = raw(serve(), "one", body)

    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"] in ("BAD_REQUEST", "VALIDATION_ERROR")
    gc.collect()  # an open file that nobody holds any more is a ResourceWarning, and so an error
    assert all(each.closed for each in opened)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\u00e9",
        "multipart/form-data; boundary=" + "b" * 5000,
    ],
    ids=lambda kind: kind[:50],
)
def test_a_boundary_has_to_be_named(serve: Serve, kind: str) -> None:
    api = serve()
    answer = api.client.post(
        "/api/mizan/call/one", content=FILE + b"--b--\r\n", headers={"content-type": kind.encode("latin-1")}
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")


def test_text_is_utf_8_whatever_the_header_says(serve: Serve) -> None:
    body = part(b'name="args"', b"+AHs-+AH0-") + FILE + b"--b--\r\n"

    answer = raw(serve(), "one", body, "multipart/form-data; charset=utf-7; boundary=b")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\autoexec.bat", "\r\nX: y", "a" * 5000, "\u202etxt.exe", "", "\x00", "%2e%2e", "'\""],
)
def test_a_files_name_is_only_a_name(serve: Serve, name: str) -> None:
    answer = upload(serve(), "one", [("file", (name, b"x"))])

    assert answer.status_code in (200, 400, 422)
    if answer.status_code == 200:
        assert answer.json()["result"][2:] == [1, "none"]


@pytest.mark.parametrize(
    "field", ["__proto__", "constructor", "__proto__[x]", "a.__proto__.b", "", "args[title]", "\x00"]
)
def test_special_names_of_parts_are_only_names(serve: Serve, field: str) -> None:
    answer = upload(serve(), "one", [("file", b"x"), (field, b"y")])

    assert answer.status_code == 422
    assert answer.json()["error"]["details"][0]["type"] == "unexpected"


@pytest.mark.parametrize(("size", "status"), [(900, 200), (1100, 413), (20_000, 413)])
def test_uploads_have_a_limit_of_their_own(serve: Serve, opened: list[Any], size: int, status: int) -> None:
    answer = upload(serve(body_limit=100, upload_limit=1100), "one", {"file": b"x" * size})

    assert answer.status_code == status
    if status == 413:
        assert answer.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"
        assert answer.json()["error"]["details"] == {"limit": 1100}
        assert opened == []


def test_functions_without_files_take_no_multipart(registry: Registry, serve: Serve) -> None:
    @register(registry=registry)
    @client
    def plain() -> int:
        return 1

    answer = upload(serve(), "plain", {"file": b"x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
