"""Keys of the server's cache, against the shared vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mizan_core.cache.keys import Keys, Subject
from mizan_core.canonical import NotCanonical
from mizan_core.secrets import Secrets, decode, encode

VECTORS = json.loads((Path(__file__).parents[3] / "protocol/spec/vectors/cache-keys.json").read_text("utf-8"))
SECRETS = Secrets(VECTORS["kid"], {VECTORS["kid"]: bytes.fromhex(VECTORS["root"])})
ROTATED = VECTORS["rotated"]
BOTH = Secrets(ROTATED["kid"], {ROTATED["kid"]: bytes.fromhex(ROTATED["root_hex"]), **SECRETS.roots})


def subject(given: dict[str, Any]) -> Subject:
    return Subject(**{name: value for name, value in given.items() if name != "ns"})


@pytest.mark.parametrize(("purpose", "key"), VECTORS["subkeys"].items())
def test_each_purpose_has_a_key_of_its_own(purpose: Any, key: str) -> None:
    assert SECRETS.key(purpose).hex() == key


@pytest.mark.parametrize("case", VECTORS["entries"], ids=lambda case: case["label"])
def test_an_entry_is_named_by_all_that_it_depends_on(case: dict[str, Any]) -> None:
    assert Keys(SECRETS, case["in"]["ns"]).entry(subject(case["in"])) == case["key"]


@pytest.mark.parametrize("case", VECTORS["tags"], ids=lambda case: str(case["tag"]))
def test_a_tag_is_named_by_what_it_means(case: dict[str, Any]) -> None:
    assert Keys(SECRETS, "shop/prod").tag(case["tag"]) == case["key"]


def test_after_a_rotation_new_keys_are_of_the_new_root_and_tags_of_both() -> None:
    keys = Keys(BOTH, "shop/prod")
    tag, old = VECTORS["tags"][0]["tag"], VECTORS["tags"][0]["key"]

    assert keys.entry(subject(VECTORS["entries"][0]["in"])).startswith("mz1.k2.")
    assert old in keys.tags(tag)
    assert len(set(keys.tags(tag))) == 2
    assert ROTATED["key"] in [keys.entry(subject(each["in"])) for each in VECTORS["entries"]]


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800", [[]] * 1 + [0.1] * 9000])
def test_params_without_a_canonical_spelling_have_no_key(value: Any) -> None:
    with pytest.raises(NotCanonical):
        Keys(SECRETS, "n").entry(Subject("ctx", "user", 1, "", ("pub",), {}, {"value": value}))


def test_an_after_token_says_what_was_put_into_it() -> None:
    keys = Keys(SECRETS, "shop/prod")
    generations = {"mzt1.k1.d9H2pV_fz2OTifrzhGy-AA": 1767225600000000}

    assert keys.read_after(keys.after(generations)) == generations


def test_an_after_token_of_the_old_root_is_honoured() -> None:
    assert Keys(BOTH, "n").read_after(Keys(SECRETS, "n").after({"t": 1})) == {"t": 1}


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: token[:-1],
        lambda token: f"{token}.",
        lambda token: token.replace("mza1", "mza2"),
        lambda token: token.replace(".k1.", ".k9."),
        lambda token: token.replace(".k1.", ".é."),
        lambda token: ".".join(["mza1", "k1", encode(b'{"t":{"x":9}}'), token.rpartition(".")[2]]),
        lambda token: ".".join(["mza1", "k1", encode(b"nonsense"), encode(bytes(16))]),
    ],
)
def test_a_forged_after_token_says_nothing(forge: Any) -> None:
    keys = Keys(SECRETS, "n")

    assert keys.read_after(forge(keys.after({"x": 1}))) is None


def test_a_seal_is_of_one_body_under_one_key() -> None:
    keys = Keys(BOTH, "n")
    old, new = (Keys(each, "n").entry(subject(VECTORS["entries"][0]["in"])) for each in (SECRETS, BOTH))

    assert keys.seal(old, b"{}") == Keys(SECRETS, "n").seal(old, b"{}")
    assert len({keys.seal(key, body) for key in (old, new) for body in (b"{}", b"[]")}) == 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "spelt"),
        ("k1", "0 bytes"),
        (f"k1:{encode(bytes(31))}", "31 bytes"),
        (f"k1:{encode(bytes(32))}=", "canonical"),
        ("k1:%%", "base64url"),
        (f"k 1:{encode(bytes(32))}", "no id"),
        (f"k1:{encode(bytes(32))},k1:{encode(bytes(33))}", "no id stands twice"),
    ],
)
def test_secrets_that_are_none_are_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Secrets.read(text)


def test_the_first_secret_is_the_primary_one() -> None:
    secrets = Secrets.read(f"k2:{encode(bytes(40))}, k1:{encode(bytes(32))}")

    assert (secrets.primary, list(secrets.roots)) == ("k2", ["k2", "k1"])
    with pytest.raises(ValueError, match="none of k1"):
        Secrets("k3", {"k1": bytes(32)})


@given(st.binary(max_size=80))
def test_base64url_is_read_as_it_was_spelt(raw: bytes) -> None:
    assert decode(encode(raw)) == raw


@given(st.text(alphabet="AQgw_-=+/ \n", max_size=12))
def test_what_is_read_has_one_spelling(text: str) -> None:
    try:
        raw = decode(text)
    except ValueError:
        return
    assert encode(raw) == text
