"""The page at `/` as a person uses it."""

from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.support.browser import Page
from tests.support.product import Product, eventually

pytestmark = pytest.mark.processes

PASSWORD = "a tool for every file"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red PNG."""
    path = tmp_path / "red.png"
    Image.new("RGB", (80, 40), (200, 40, 40)).save(path)
    return path


def sign_up(browser: Page, served: Product, email: str) -> None:
    """Make an account on the page."""
    browser.open(served.url)
    browser.wait_for("document.body.className === 'outside'")
    browser.type("#account [name=email]", email)
    browser.type("#account [name=password]", PASSWORD)
    browser.click("#sign-up")
    browser.wait_for("document.body.className === 'inside'")


def press(browser: Page, place: str, words: str) -> None:
    """Press the button in a place that says this."""
    script = f"[...document.querySelectorAll('{place} button')].find((b) => b.textContent === '{words}')"
    browser.wait_for(f"{script} && true")
    browser.evaluate(f"{script}.click()")


def test_a_picture_is_dropped_converted_and_downloaded(
    browser: Page, served: Product, picture: Path, tmp_path: Path
) -> None:
    browser.download_to(tmp_path / "downloads")
    sign_up(browser, served, "alice@example.com")
    browser.choose_files("#choose-files", picture)
    press(browser, "#targets", "webp")
    browser.click("#options .primary")
    browser.wait_for("document.querySelector('.run')?.dataset.status === 'completed'")
    browser.wait_for("document.querySelector('.outputs img').naturalWidth > 0")
    browser.click(".outputs .download")

    saved = tmp_path / "downloads" / "red.webp"
    eventually(saved.exists, what="the download")
    with Image.open(saved) as image:
        assert image.size == (80, 40)
        assert image.convert("RGB").getpixel((40, 20)) == pytest.approx((200, 40, 40), abs=8)
    assert browser.messages == []


def test_a_value_that_the_server_refuses_is_explained_beside_its_field(
    browser: Page, served: Product, picture: Path
) -> None:
    sign_up(browser, served, "bob@example.com")
    browser.choose_files("#choose-files", picture)
    press(browser, "#targets", "webp")
    browser.evaluate("document.querySelector('#options form').noValidate = true")
    browser.evaluate("document.querySelector('[data-option=quality] input').value = 500")
    browser.click("#options .primary")

    told = browser.wait_for("document.querySelector('[data-option=quality] .problem').textContent")
    assert "100" in told


def test_a_key_opens_the_page_too(browser: Page, served: Product) -> None:
    with served.client("carol@example.com") as carol:
        key = carol.headers["Authorization"].removeprefix("Bearer ")
    browser.open(served.url)
    browser.wait_for("document.body.className === 'outside'")
    browser.type("#key [name=key]", key)
    browser.click("#key button")

    browser.wait_for("document.body.className === 'inside'")
    assert browser.evaluate("document.getElementById('who').textContent") == "carol@example.com"


def test_a_wrong_password_is_refused_in_words(browser: Page, served: Product) -> None:
    browser.open(served.url)
    browser.wait_for("document.body.className === 'outside'")
    browser.type("#account [name=email]", "nobody@example.com")
    browser.type("#account [name=password]", "wrong")
    browser.click("#sign-in")

    assert "password" in browser.wait_for("document.getElementById('refusal').textContent")


def test_the_page_may_load_nothing_from_elsewhere(served: Product) -> None:
    answer = httpx.get(served.url)

    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
