"""Calls under one key that arrive while the first of them is running, as no vector can send them."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor

from .backends import Running
from .messages import MOUNT
from .wire import Answer, Request


def send(backend: Running, key: str) -> Answer:
    body = json.dumps({"args": {"key": f"slowly {key}"}}).encode()
    headers = (("content-type", "application/json"), ("idempotency-key", key))
    with backend.connect() as wire:
        return wire.send(Request("POST", f"{MOUNT}/call/repeat.count_slowly", headers, body))


def test_a_call_runs_once_though_it_is_sent_many_times_at_once(backend: Running) -> None:
    key = secrets.token_hex(8)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: send(backend, key), range(8)))

    (first,) = [each for each in answers if each.status == 200]
    assert json.loads(first.body) == {"result": 1}
    for each in answers:
        if each is not first:
            assert (each.status, each.header("retry-after")) == (409, "1")
            assert json.loads(each.body)["error"]["code"] == "IN_PROGRESS"
    assert send(backend, key).body == first.body
