"""What attackers send, and what they are after."""

from __future__ import annotations

from collections.abc import Mapping

SECRET = "hunter2"
"""Stands in exceptions, and never in an answer."""

UNREADABLE: Mapping[str, bytes] = {
    "nan": b'{"value":NaN}',
    "minus infinity": b'{"value":-Infinity}',
    "1e400": b'{"value":1e400}',
    "minus 1e400": b'{"value":-1e400}',
    "5000 digits": b'{"value":' + b"9" * 5000 + b"}",
    "lone surrogate": b'{"value":"\\ud800"}',
    "lone surrogate in a name": b'{"\\udc00":1}',
    "swapped surrogates": b'{"value":"\\udc00\\ud800"}',
    "surrogate in bytes": b'{"value":"\xed\xa0\x80"}',
    "latin-1": b'{"value":"\xe9"}',
    "overlong": b'{"value":"\xc0\xaf"}',
    "byte order mark": b'\xef\xbb\xbf{"value":1}',
    "utf-16": '{"value":1}'.encode("utf-16"),
    "utf-16 without a mark": '{"value":1}'.encode("utf-16-le"),
    "deep arrays": b"[" * 2_000,
    "deep objects": b'{"value":' * 2_000,
    "closed deep arrays": b'{"value":' + b"[" * 2_000 + b"]" * 2_000 + b"}",
    "65 levels": b'{"value":' + b"[" * 64 + b"]" * 64 + b"}",
    "open": b'{"value":1',
    "trailing": b'{"value":1}x',
    "two documents": b'{"value":1}{}',
    "single quotes": b"{'value':1}",
    "leading zero": b'{"value":01}',
    "hexadecimal": b'{"value":0x1}',
    "raw newline": b'{"value":"\n"}',
    "raw nul": b'{"value":"\x00"}',
    "comment": b'{"value":1/**/}',
    "python": b'{"value":None}',
}
"""No JSON as the protocol has it."""

VERY_DEEP: Mapping[str, bytes] = {
    "100,000 arrays": b"[" * 100_000,
    "100,000 objects": b'{"value":' * 100_000,
    "100,000 arrays, closed": b'{"value":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}
"""The same, too long for a URL."""

INVALID: Mapping[str, bytes] = {
    "array": b"[1]",
    "number": b"5",
    "text": b'"x"',
    "null": b"null",
    "unknown name": b'{"value":1,"valeu":1}',
    "special name": b'{"__class__":"x"}',
    "proto": b'{"__proto__":{"value":1}}',
}
"""JSON, but no arguments of any function here."""

CONTENT_TYPES = (
    None,
    "",
    "text/plain",
    "text/json",
    "text/x-component",
    "application/jsonx",
    "application/json, text/plain",
    "application/json; charset=utf-16",
    "application/json;charset=utf-7",
    "application/json; charset=latin-1",
    "application/vnd.api+json",
    "application/x-www-form-urlencoded",
    "application/x-python-pickle",
    "application/octet-stream",
    "*/*",
)
"""What is no JSON, by its own word."""

NAMES = (
    *("__class__", "__init__", "__proto__", "__globals__", "constructor", "prototype", "toString", "hasOwnProperty"),
    *("os.system", "secure.open.__globals__", "secure.open.__call__", "secure.__class__", "mizan_core", "registry"),
    *("call_open", "query_open", "tests.security.app.call_open", "app.call_open", "secure", "secure.", ".open"),
    *("secure.open\x00", "secure.open\n", "secure.open ", " secure.open", "secure.open;x", "secure.open#x"),
    *("secure.open/", "../secure.open", "secure.open?x", "secure:open", "secure/open", "secure..open"),
    *("SECURE.OPEN", "Secure.open", "secure\uff0eopen", "\uff53ecure.open", "s\u0435cure.open", "secure.\u043epen"),
    *("secure.ope\u0578", "se\u200bcure.open", "secure.open\u202e", "\ufeffsecure.open", "secure.ope\u0301n"),
    *("secure_open\x00", "secure_open\n", "secure_open ", "SECURE_OPEN", "secure\uff3fopen", "s\u0435cure_open"),
    *("SECURE.LOOK", "secure.look ", "secure.look\x00", "query_open", "secure.look.__call__"),
    *("%73ecure.open", "%2573ecure.open", "secure%2eopen", "_private", "0", "", " ", "*", "a" * 5000),
)
"""Names that are near one of a function or a context, or mean something to a language, but are none."""

HOSTS = {
    "foreign": "evil.example",
    "foreign port": "evil.example:8443",
    "with a path": "evil.example/x?y=",
    "with a user": "foo@evil.example",
    "two ports": "127.0.0.1:80@evil.example",
    "tab": "evil.example\t",
    "empty": "",
    "quotes": 'evil.example"><script>',
}

ORIGINS = (
    "https://evil.example",
    "null",
    "http://app.example",
    "https://app.example.evil.example",
    "https://evil-app.example",
    "https://app.example:444",
    "https://app.example/",
    "https://APP.example",
    "https://app.example https://evil.example",
    "*",
    "file://",
)
"""Origins that are not the one that the application trusts, `https://app.example`."""
