"""What was uploaded, opened in a browser by its link."""

from pathlib import Path

import pytest

from tests.support.browser import Page
from tests.support.product import Product, eventually

pytestmark = pytest.mark.processes

MARK = "localStorage.setItem('ran', 'yes')"
FILES = {
    "page.html": f'<!DOCTYPE html><script>{MARK}</script><img src=x onerror="{MARK}">',
    "drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{MARK}"><script>{MARK}</script></svg>',
    "words.txt": f"<script>{MARK}</script>",
}


def test_what_a_browser_opens_runs_no_script(browser: Page, served: Product, tmp_path: Path) -> None:
    browser.download_to(tmp_path)
    browser.open(served.url)
    with served.client() as client:
        for name, content in FILES.items():
            file = client.post("/files", files={"file": (name, content.encode())}).json()
            link = client.post(f"/files/{file['id']}/links", json={}).json()["url"]

            browser.call("Page.navigate", url=link)

            eventually((tmp_path / name).exists, what=f"the download of {name}")
            assert browser.evaluate("localStorage.getItem('ran')") is None

    browser.evaluate(MARK)
    assert browser.evaluate("localStorage.getItem('ran')") == "yes"
