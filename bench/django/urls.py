"""Where the contenders are mounted. Ours stands last: it has to pass the others."""

from django.urls import include, path

from .ninja import bare, guarded

urlpatterns = [
    path("guarded/", guarded.urls),
    path("bare/", bare.urls),
    path("api/mizan/", include("mizan_django.urls")),
]
