"""The project's URLs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("api/mizan/", include("mizan_django.urls"))]
