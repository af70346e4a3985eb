"""Small pictures of pictures, pages, videos and documents."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from apps.tools.base import InvalidInputError
from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.plugins.preview.file_preview import FilePreview
from tests.tools.plugins.conftest import RunDirectly

RED = (200, 40, 40)


@pytest.fixture
def preview(run_directly: RunDirectly) -> Any:
    """`preview(path, size=128)` answers the picture."""

    def preview(path: Path, *, size: int = 128) -> Image.Image:
        output = run_directly(FilePreview(), [path], size=size)
        with Image.open(output.files[0].path) as picture:
            return picture.convert("RGB")

    return preview


def test_a_picture_fits_into_the_size(tmp_path: Path, preview: Any) -> None:
    Image.new("RGB", (900, 300), RED).save(tmp_path / "wide.png")

    small = preview(tmp_path / "wide.png")

    assert small.size == (128, 43)
    assert small.getpixel((60, 20)) == pytest.approx(RED, abs=8)


def test_a_small_picture_is_not_enlarged(tmp_path: Path, preview: Any) -> None:
    Image.new("RGB", (20, 10), RED).save(tmp_path / "small.bmp")

    assert preview(tmp_path / "small.bmp").size == (20, 10)


def test_of_a_pdf_it_is_the_first_page(tmp_path: Path, preview: Any) -> None:
    canvas = Canvas(str(tmp_path / "two.pdf"), pagesize=(300, 600))
    canvas.setFillColorRGB(*(channel / 255 for channel in RED))
    canvas.rect(0, 0, 300, 600, fill=1, stroke=0)
    canvas.showPage()
    canvas.showPage()
    canvas.save()

    small = preview(tmp_path / "two.pdf", size=256)

    assert small.height == pytest.approx(2 * small.width, abs=2)
    assert small.getpixel((20, 40)) == pytest.approx(RED, abs=8)


def test_of_a_video_it_is_a_moment(tmp_path: Path, preview: Any) -> None:
    path = tmp_path / "red.mp4"
    source = "color=c=0xc82828:s=320x180:d=1:r=10"
    subprocess.run(
        [find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", str(path)],
        check=True,
    )

    small = preview(path)

    assert small.size == (128, 72)
    assert small.getpixel((60, 30)) == pytest.approx(RED, abs=16)


def test_of_a_document_it_is_the_first_page_with_its_words(tmp_path: Path, preview: Any) -> None:
    (tmp_path / "letter.md").write_text("# A headline\n\n" + "Many words. " * 200)

    small = preview(tmp_path / "letter.md", size=512)

    darkest, lightest = small.convert("L").getextrema()
    assert small.height > small.width
    assert darkest < 100
    assert lightest > 250


def test_a_damaged_file_says_what_is_wrong(tmp_path: Path, preview: Any) -> None:
    (tmp_path / "half.pdf").write_bytes(b"%PDF-1.7\nno more")

    with pytest.raises(InvalidInputError) as refused:
        preview(tmp_path / "half.pdf")
    assert refused.value.code == "input_corrupt"
