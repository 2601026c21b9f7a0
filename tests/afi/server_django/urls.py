"""The URLs of the conformance app."""

from django.urls import include, path

urlpatterns = [path("api/mizan/", include("mizan_django.urls"))]
