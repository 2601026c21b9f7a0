"""The task board: the API below /api/mizan, downloads, and the built page."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import quote

import taskboard.functions  # noqa: F401  # registers what the browser may call
from fastapi import FastAPI
from fastapi.requests import Request
from fastapi.responses import FileResponse, Response
from mizan_core import NotFound
from mizan_fastapi import MizanError, install, mizan_exception_handler
from starlette.middleware.sessions import SessionMiddleware
from starlette.staticfiles import StaticFiles
from task_board.page import built_page
from taskboard.access import task_of
from taskboard.database import Db, prepare
from taskboard.identity import LASTS, IdentityMiddleware
from taskboard.models import Attachment

PAGE = built_page()


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
    prepare()
    yield


app = FastAPI(title="Task board", lifespan=lifespan)
app.add_middleware(IdentityMiddleware)
app.add_middleware(
    SessionMiddleware,
    secret_key=os.environ.get("TASKBOARD_SECRET") or secrets.token_hex(),
    max_age=int(LASTS.total_seconds()),
    same_site="lax",
)
app.add_exception_handler(MizanError, mizan_exception_handler)
install(app)


@app.get("/files/{file_id}")
def download(request: Request, db: Db, file_id: int) -> Response:
    """Send an attached file to a member of its board."""
    row = db.get(Attachment, file_id)
    if row is None:
        raise NotFound("There is no such file.")
    task_of(request, db, row.task_id)
    disposition = f"attachment; filename*=UTF-8''{quote(row.name, safe='')}"
    headers = {"content-disposition": disposition, "x-content-type-options": "nosniff"}
    return Response(row.content, media_type="application/octet-stream", headers=headers)


if (PAGE / "assets").is_dir():
    app.mount("/assets", StaticFiles(directory=PAGE / "assets"))


@app.get("/{path:path}")
def page(path: str) -> Response:
    """Send the page for every path of its own; it finds its way by itself."""
    if path.startswith("api/"):
        raise NotFound
    return FileResponse(PAGE / "index.html", headers={"cache-control": "no-cache"})
