"""`image-favicon`: every icon that a browser asks for, in its size, and HTML that names each."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from PIL.IcoImagePlugin import IcoImageFile
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.favicon_options import FaviconSet, ImageFaviconOptions
from apps.tools.plugins.image.image_favicon import ImageFavicon
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BLUE, RED, BarePng


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """Red above blue on clear ground, 600 x 400."""
    picture = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    picture.paste((*RED, 255), (100, 0, 500, 200))
    picture.paste((*BLUE, 255), (100, 200, 500, 400))
    picture.save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def members(output: ToolOutput) -> dict[str, bytes]:
    with zipfile.ZipFile(output.files[0].path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def picture_of(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")


def test_every_icon_has_its_size_and_shows_the_picture(run_directly: RunDirectly, logo: Path) -> None:
    files = members(run_directly(ImageFavicon(), [logo]))

    for side in (16, 32, 48, 96, 192, 512):
        icon = picture_of(files[f"favicon-{side}x{side}.png"])
        assert icon.size == (side, side)
        assert near(icon.getpixel((side // 2, side * 3 // 10)), (*RED, 255), by=8)
        assert near(icon.getpixel((side // 2, side * 7 // 10)), (*BLUE, 255), by=8)
        assert icon.getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_ico_holds_three_sizes(run_directly: RunDirectly, logo: Path) -> None:
    files = members(run_directly(ImageFavicon(), [logo]))

    with Image.open(io.BytesIO(files["favicon.ico"]), formats=["ICO"]) as icon:
        assert isinstance(icon, IcoImageFile)
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
        for size in icon.info["sizes"]:
            icon.size = size
            icon.load()
            assert near(icon.convert("RGBA").getpixel((size[0] // 2, size[0] * 3 // 10)), (*RED, 255), by=8)


def test_apples_icon_is_opaque(run_directly: RunDirectly, logo: Path) -> None:
    files = members(run_directly(ImageFavicon(), [logo], background="#1e3cd2"))

    icon = Image.open(io.BytesIO(files["apple-touch-icon.png"]))
    assert (icon.size, icon.mode) == ((180, 180), "RGB")
    assert icon.getpixel((2, 2)) == BLUE


def test_cover_cuts_to_a_square(run_directly: RunDirectly, logo: Path) -> None:
    files = members(run_directly(ImageFavicon(), [logo], fit="cover"))

    icon = picture_of(files["favicon-48x48.png"])
    assert near(icon.getpixel((1, 1)), (*RED, 255), by=8)
    assert near(icon.getpixel((46, 46)), (*BLUE, 255), by=8)


def test_the_html_and_the_manifest_name_files_that_are_there(run_directly: RunDirectly, logo: Path) -> None:
    output = run_directly(
        ImageFavicon(), [logo], folder="/static/", app_name='Käse & "Brot"', theme="#aa0000"
    )

    files, result = members(output), output.result
    assert isinstance(result, FaviconSet)
    assert result.files == list(files)
    assert result.html == files["favicon.html"].decode()
    manifest = json.loads(files["site.webmanifest"])
    named = re.findall(r'href="/static/([^"]+)"', result.html)
    assert len(named) == 7
    assert {*named, *(icon["src"].removeprefix("/static/") for icon in manifest["icons"])} <= set(files)
    assert 'content="Käse &amp; &quot;Brot&quot;"' in result.html
    assert (manifest["name"], manifest["theme_color"]) == ('Käse & "Brot"', "#aa0000")
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]


def test_the_same_picture_makes_the_same_file(run_directly: RunDirectly, logo: Path) -> None:
    both = [run_directly(ImageFavicon(), [logo]).files[0].path.read_bytes() for _ in range(2)]

    assert both[0] == both[1]


def test_a_drawing_and_a_small_picture_will_do(tmp_path: Path, run_directly: RunDirectly) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><rect width="12" height="24" '
        'fill="#1e3cd2"/><rect x="12" width="12" height="24" fill="#ffffff"/></svg>'
    )
    Image.new("RGB", (16, 16), RED).save(tmp_path / "small.gif")

    drawing = run_directly(ImageFavicon(), [tmp_path / "logo.svg"])
    small = run_directly(ImageFavicon(), [tmp_path / "small.gif"])

    sharp = picture_of(members(drawing)["favicon-512x512.png"])
    assert near(sharp.getpixel((250, 500)), (*BLUE, 255), by=12)
    assert near(sharp.getpixel((261, 500)), (255, 255, 255, 255), by=12)
    assert near(picture_of(members(small)["favicon-512x512.png"]).getpixel((500, 500)), (*RED, 255), by=4)
    assert "blurred" in " ".join(small.notes)
    assert drawing.notes == ()


def test_hostile_files_are_refused(tmp_path: Path, run_directly: RunDirectly, bare_png: BarePng) -> None:
    cut = tmp_path / "cut.png"
    Image.effect_noise((60, 60), 90).save(cut)
    cut.write_bytes(cut.read_bytes()[:1_000])

    for path, code in ((bare_png(30_000, 30_000), "input_limit"), (cut, "input_corrupt")):
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ImageFavicon(), [path])
        assert refusal.value.code == code


@pytest.mark.parametrize("folder", ["static/", "/a b/", '/"><script>/', "//evil", "/a"])
def test_a_folder_is_a_path_of_the_site(folder: str) -> None:
    with pytest.raises(ValidationError):
        ImageFaviconOptions.model_validate({"folder": folder})
