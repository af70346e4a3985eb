"""Addresses: the API with its probes, sign-in below /_allauth."""

from django.urls import URLPattern, URLResolver, include, path

from apps.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("_allauth/", include("allauth.headless.urls")),
    path("", api.urls),
]

handler400 = "apps.config.views.bad_request"
handler403 = "apps.config.views.permission_denied"
handler404 = "apps.config.views.page_not_found"
handler500 = "apps.config.views.server_error"
