"""The page to read and try the API on works without any other server."""

import re

from django.test import Client


def test_the_page_refers_to_this_server_only(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/openapi.json" in page
    assert re.findall(r'(?:src|href)="(?!/)[^"]*"', page) == []
    assert "//" not in re.sub(r"/\*.*?\*/", "", page).replace("<!doctype", "")


def test_everything_it_refers_to_is_served(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    for address in [*addresses, "/api/v1/openapi.json"]:
        response = client.get(address)
        assert response.status_code == 200, address
        assert sum(len(chunk) for chunk in response) > 0


def test_its_policy_allows_what_it_needs_and_no_inline_script(client: Client) -> None:
    response = client.get("/api/v1/docs")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", response.content.decode())
    assert scripts == []


def test_static_files_are_public_and_may_be_kept(client: Client) -> None:
    response = client.get("/static/ninja/swagger-ui.css")
    assert "public" in response["Cache-Control"]
    assert response["Content-Type"].startswith("text/css")
