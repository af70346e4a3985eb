"""What front ends and programs learn before anyone signs in."""

import tomllib

from django.conf import LazySettings
from django.test import Client

from apps.config.environment import PROJECT_ROOT


def test_the_version_is_the_projects(client: Client) -> None:
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]
    assert client.get("/api/v1/meta/version").json() == {"version": project["version"], "api_version": "v1"}


def test_runtime_data_holds_what_a_front_end_needs_and_nothing_else(
    client: Client, settings: LazySettings
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"notice": "Maintenance at noon.", "max_upload_size": 1000, "signup": "domain:example.com"}
    )
    assert client.get("/api/v1/meta/runtime-data").json() == {
        "version": settings.VERSION,
        "public_url": settings.PUBLIC_URL,
        "auth": {
            "mode": "accounts",
            "signup": "domain:example.com",
            "providers": [],
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "csrf_header": "X-CSRFToken",
        },
        "limits": {
            "max_upload_size": 1000,
            "inline_input_max": 8 * 2**20,
            "wait_max_seconds": 60,
            "file_retention_seconds": int(settings.FILE_RETENTION.total_seconds()),
        },
        "uploads": {"multipart_url": "/api/v1/files", "resumable_url": None},
        "events_url": "/api/v1/events",
        "features": ["public_catalogue"],
        "notice": "Maintenance at noon.",
        "docs_url": f"{settings.PUBLIC_URL}/api/v1/docs",
    }


def test_it_is_public_and_revalidated(client: Client) -> None:
    response = client.get("/api/v1/meta/runtime-data")
    assert "public" in response["Cache-Control"]
    again = client.get("/api/v1/meta/runtime-data", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_links_in_it_never_come_from_the_request(client: Client, settings: LazySettings) -> None:
    settings.ALLOWED_HOSTS = ["evil.example"]
    response = client.get("/api/v1/meta/runtime-data", headers={"Host": "evil.example"})
    assert response.status_code == 200
    assert "evil" not in response.content.decode()
