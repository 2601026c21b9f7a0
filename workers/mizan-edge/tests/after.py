"""Prints after-tokens of many kinds, and what a reader has to make of each."""

import json

from mizan_core.cache.keys import Keys
from mizan_core.secrets import Secrets, encode

OURS = Secrets("k1", {"k1": bytes(range(32))})
OTHERS = Secrets("k1", {"k1": bytes(32)})
ROTATED = Secrets("k2", {"k2": bytes(range(1, 33)), **OURS.roots})
keys = Keys(OURS, "shop/prod")
tags = {keys.tag(("ctx", "user")): 1767225600000000, keys.tag(("ctx", "user", {"user_id": 5})): 1767225600000001}
good = keys.after(tags)
version, kid, payload, mac = good.split(".")

FORGED = encode(b'{"t":{"x":9}}')


def signed(payload: bytes) -> str:
    """Sign anything at all."""
    return f"mza1.k1.{encode(payload)}.{encode(keys._after_mac(payload, 'k1'))}"  # pyright: ignore[reportPrivateUsage]


CASES = [
    (good, tags),
    (keys.after({}), {}),
    (keys.after({"*": 5}), {"*": 5}),
    (Keys(OURS, "elsewhere").after(tags), tags),
    (Keys(OTHERS, "shop/prod").after(tags), None),
    (Keys(ROTATED, "shop/prod").after(tags), "unknown"),
    ("", "unknown"),
    ("mza1", "unknown"),
    (f"{good}.", "unknown"),
    (good.replace("mza1", "mza2"), "unknown"),
    (good.replace(".k1.", ".k9."), "unknown"),
    (good[:-1], None),
    (good + "A", None),
    (f"mza1.k1.{payload}.{mac[:-1]}{chr(ord(mac[-1]) + 1)}", None),
    (f"mza1.k1.{payload}=.{mac}", None),
    (f"mza1.k1..{mac}", None),
    (f"mza1.k1.{FORGED}.{mac}", None),
    (signed(b'{"t":{"x":9}}'), {"x": 9}),
    (signed(b'{"t": {"x":9}}'), None),
    (signed(b'{"t":{"x":"9"}}'), None),
    (signed(b'{"t":{"x":9.5}}'), None),
    (signed(b'{"t":[9]}'), None),
    (signed(b'{"t":null}'), None),
    (signed(b"[]"), None),
    (signed(b"null"), None),
    (signed(b'\xef\xbb\xbf{"t":{"x":9}}'), None),
    (signed(b'{"t":{"x":9,"x":9}}'), None),
    (signed(b"\xff"), None),
]
print(
    json.dumps(
        {
            "key": OURS.key("after").hex(),
            "tokens": [token for token, _ in CASES],
            "read": [read for _, read in CASES],
        }
    )
)
