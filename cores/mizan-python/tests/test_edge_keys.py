"""What an edge worker is told of the cache's secrets."""

from __future__ import annotations

import pytest
from mizan_core.secrets import Secrets, decode, encode
from mizan_core.tokens.command import main

OLD, NEW = (bytes(range(first, first + 32)) for first in (0, 1))


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MIZAN_SECRETS", "MIZAN_SECRET"):
        monkeypatch.delenv(name, raising=False)


def test_it_is_told_two_keys_of_each_root_the_primary_ones_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIZAN_SECRETS", f"k2:{encode(NEW)},k1:{encode(OLD)}")

    assert main(["keys", "edge"]) == 0

    told = [each.split(":") for each in capsys.readouterr().out.strip().split(",")]
    secrets = Secrets("k2", {"k2": NEW, "k1": OLD})
    assert [(kid, decode(entries), decode(after)) for kid, entries, after in told] == [
        (kid, secrets.key("cache-key", kid), secrets.key("after", kid)) for kid in ("k2", "k1")
    ]


def test_a_secret_of_one_text_is_the_root_k1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MIZAN_SECRET", "a" * 40)

    assert main(["keys", "edge"]) == 0
    assert capsys.readouterr().out.startswith(f"k1:{encode(Secrets('k1', {'k1': b'a' * 40}).key('cache-key'))}:")


@pytest.mark.parametrize(("secret", "why"), [(None, "set MIZAN_SECRETS or MIZAN_SECRET"), ("short", "5 bytes")])
def test_without_a_secret_it_says_what_to_do(
    secret: str | None, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if secret:
        monkeypatch.setenv("MIZAN_SECRET", secret)

    assert main(["keys", "edge"]) == 1
    assert why in capsys.readouterr().err
