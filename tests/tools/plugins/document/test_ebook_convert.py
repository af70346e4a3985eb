"""`ebook-convert`: Kindle books need calibre, the others do not come here."""

import shutil
from pathlib import Path

import pytest

from apps.tools.base import InvalidInputError
from apps.tools.plugins.document.ebook_convert import KINDLE, EbookConvert
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.document.conftest import Sample


def test_every_pair_has_a_kindle_book_on_one_side() -> None:
    pairs = list(EbookConvert().pairs())

    assert all(KINDLE & {source, target} for source, target in pairs)
    assert ("mobi", "azw3") in pairs


def test_it_says_which_package_brings_calibre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert EbookConvert().unavailable_reason() == (
        "The program 'ebook-convert' is missing: install the Debian package calibre."
    )


def test_a_book_without_kindle_is_sent_to_the_other_tool(run_directly: RunDirectly, sample: Sample) -> None:
    with pytest.raises(InvalidInputError, match="document-convert") as refusal:
        run_directly(EbookConvert(), [sample("epub")], output_format="fb2")

    assert refusal.value.code == "input_not_allowed"


@pytest.mark.skipif(not shutil.which("ebook-convert"), reason="calibre is not installed")
def test_a_book_becomes_a_kindle_book(run_directly: RunDirectly, sample: Sample, tmp_path: Path) -> None:
    output = run_directly(EbookConvert(), [sample("epub")], output_format="azw3", title="Überschrift")

    assert output.files[0].path.read_bytes()[60:68] == b"BOOKMOBI"
