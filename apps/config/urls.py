"""Addresses: the front page, the API with its probes, sign-in below /_allauth."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from apps.config.api import api
from apps.config.documentation import documentation_page, openapi_document
from apps.config.front_page import front_page
from apps.config.views import not_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front_page),
    path("api/v1/openapi.json", openapi_document),
    path("api/v1/docs", documentation_page),
    # allauth's own would be made anew for every request.
    path("_allauth/openapi.json", openapi_document),
    path("_allauth/openapi.yaml", openapi_document),
    # allauth serves these to everyone, and fails where accounts have no phone number.
    re_path(r"_allauth/[^/]+/v1/(account|auth)/phone(/|$)", not_here),
    path("_allauth/", include("allauth.headless.urls")),
    path("", api.urls),
]

handler400 = handler403 = handler404 = "apps.config.views.refused"
handler500 = "apps.config.views.server_error"
