"""Addresses: the API with its probes, sign-in below /_allauth."""

from django.urls import URLPattern, URLResolver, include, path

from apps.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("_allauth/", include("allauth.headless.urls")),
    path("", api.urls),
]

handler400 = handler403 = handler404 = "apps.config.views.refused"
handler500 = "apps.config.views.server_error"
