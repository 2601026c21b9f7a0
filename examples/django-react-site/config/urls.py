"""The paths: functions, files, the admin, and for all others the page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.views import serve as static
from django.urls import include, path, re_path
from django.views.static import serve
from taskboard.views import download, page

urlpatterns = [
    path("api/mizan/", include("mizan_django.urls")),
    path("files/<int:file_id>", download),
    path("admin/", admin.site.urls),
    path("static/<path:path>", static, {"insecure": True}),
    path("assets/<path:path>", serve, {"document_root": settings.PAGE / "assets"}),
    re_path(r"^(?!(?:api|files|admin|static|assets)(?:/|$))", page),
]
