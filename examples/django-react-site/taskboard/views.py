"""What is no function: files that are downloaded, and the page itself."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve
from mizan_core import NotFound, Unauthenticated

from .access import SignedIn, task_of
from .models import Attachment


@require_safe
def download(request: HttpRequest, file_id: int) -> HttpResponse:
    """Send an attached file to a member of its board, or to who sees it in the admin."""
    file = _file(request, file_id)
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return HttpResponse(
        bytes(file.content), content_type="application/octet-stream", headers={"content-disposition": disposition}
    )


@require_safe
@cache_control(no_cache=True)
def page(request: HttpRequest) -> HttpResponseBase:
    """Send the page for every path of its own; it finds its way by itself."""
    return serve(request, "index.html", document_root=str(settings.PAGE))


def _file(request: HttpRequest, file_id: int) -> Attachment:
    if not request.user.is_authenticated:
        raise Unauthenticated
    file = Attachment.objects.defer("content").filter(pk=file_id).first()
    if file is None:
        raise NotFound("There is no such file.")
    if not request.user.has_perm("taskboard.view_attachment"):
        task_of(cast(SignedIn, request), file.task_id)
    return file
