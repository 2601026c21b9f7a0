"""Faults of servers on which live is off."""

from __future__ import annotations

import json

from ..messages import MOUNT
from ..wire import Answer, Request
from .fault import Json, members, on_answer, on_json, refusing


@on_answer("LIVE-1")
def forbids_what_is_off(request: Request, answer: Answer) -> Answer:
    is_live = request.target.startswith(f"{MOUNT}/live") and json.loads(answer.body or b"null")
    return refusing(answer, 403, "FORBIDDEN") if is_live else answer


@on_json("LIVE-1")
def gives_topics_that_nobody_takes(_: Request, body: Json) -> Json:
    return {**body, "topic": "x"} if "data" in members(body) else body
