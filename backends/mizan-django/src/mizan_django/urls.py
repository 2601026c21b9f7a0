"""The URLs: `path("api/mizan/", include("mizan_django.urls"))`."""

from mizan_core.registry import default_registry

from .resolving import Functions

app_name = "mizan"
urlpatterns = [Functions(default_registry)]
