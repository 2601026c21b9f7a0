"""Where the contenders are mounted; ours first, as the guide says: Django tries one pattern after the other."""

from django.urls import include, path

from .ninja import bare, browser, guarded

urlpatterns = [
    path("api/mizan/", include("mizan_django.urls")),
    path("guarded/", guarded.urls),
    path("bare/", bare.urls),
    path("browser/", browser.urls),
]
