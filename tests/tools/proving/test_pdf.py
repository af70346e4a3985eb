import json
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageOps

from apps.tools.proving.pdf import PdfFacts, check, make_sample
from apps.tools.proving.proofs import ProofFailedError


@pytest.fixture
def facts(tmp_path: Path) -> PdfFacts:
    return make_sample("pdf", tmp_path / "sample.pdf")


@pytest.fixture
def drawn(tmp_path: Path, facts: PdfFacts) -> list[Image.Image]:
    with pypdfium2.PdfDocument(tmp_path / "sample.pdf") as document:
        return [page.render().to_pil() for page in document]


def test_pictures_that_hold_the_sample_are_accepted(
    tmp_path: Path, facts: PdfFacts, drawn: list[Image.Image]
) -> None:
    drawn[0].save(tmp_path / "first.png")
    drawn[0].save(tmp_path / "all.tiff", save_all=True, append_images=drawn[1:])

    check(tmp_path / "first.png", "pdf", "png", facts)
    check(tmp_path / "all.tiff", "pdf", "tiff", facts)


def test_pictures_that_are_mirrored_cut_or_blank_are_found_out(
    tmp_path: Path, facts: PdfFacts, drawn: list[Image.Image]
) -> None:
    blank = drawn[0].copy()
    blank.paste("white", (50, 100, 500, 200))
    wrong = {
        "the colour at": ImageOps.mirror(drawn[0]),
        "a page became": drawn[0].crop((0, 0, 595, 700)),
        "is not to be seen": blank,
    }
    for reason, picture in wrong.items():
        picture.save(tmp_path / "wrong.png")
        with pytest.raises(ProofFailedError, match=reason):
            check(tmp_path / "wrong.png", "pdf", "png", facts)
    drawn[0].save(tmp_path / "first.tiff")
    with pytest.raises(ProofFailedError, match="there are 1 pictures, not 3"):
        check(tmp_path / "first.tiff", "pdf", "tiff", facts)


def test_text_that_lost_a_letter_or_a_page_is_found_out(tmp_path: Path, facts: PdfFacts) -> None:
    path, lines = tmp_path / "text.txt", [page.line for page in facts.pages]
    path.write_text("\f".join(lines), "utf-8")
    check(path, "pdf", "txt", facts)

    path.write_text("\f".join(lines).replace("ü", "u"), "utf-8")
    with pytest.raises(ProofFailedError, match="Gruße"):
        check(path, "pdf", "txt", facts)
    path.write_text("\f".join(lines[:2]), "utf-8")
    with pytest.raises(ProofFailedError, match="2 pages of text, not 3"):
        check(path, "pdf", "txt", facts)


def test_words_in_another_place_are_found_out(tmp_path: Path, facts: PdfFacts) -> None:
    text, left, top = facts.first_word
    pages = [
        {
            "width": page.width,
            "height": page.height,
            "text": page.line,
            "words": [{"text": word, "left": left, "top": top} for word in page.line.split()],
        }
        for page in facts.pages
    ]
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"pages": pages}), "utf-8")
    check(path, "pdf", "json", facts)

    path.write_text(json.dumps({"pages": pages}).replace(f'"left": {left}', '"left": 10.0'), "utf-8")
    with pytest.raises(ProofFailedError, match=f"the first word is .*{text}"):
        check(path, "pdf", "json", facts)
