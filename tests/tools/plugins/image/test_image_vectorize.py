"""`image-vectorize`: drawn again, the shapes look like the pixels they were made of."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import resvg_py
from lxml import etree
from PIL import Image, ImageDraw

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image import tracing
from apps.tools.plugins.image.image_vectorize import ImageVectorize
from apps.tools.plugins.image.vectorize_options import ImageVectorized
from tests.tools.plugins.conftest import RunDirectly
from tests.tools.plugins.image.colours import near
from tests.tools.plugins.image.conftest import BarePng


@pytest.fixture
def logo() -> Image.Image:
    """A blue ring on yellow, 120 x 90."""
    picture = Image.new("RGB", (120, 90), (240, 200, 20))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((30, 15, 90, 75), fill=(20, 40, 200))
    draw.ellipse((45, 30, 75, 60), fill=(240, 200, 20))
    return picture


def drawn(output: ToolOutput) -> Image.Image:
    svg = output.files[0].path.read_text()
    return Image.open(BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg)))).convert("RGBA")


def apart(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of a channel."""
    pixels = [np.asarray(picture.convert("RGB"), np.int16) for picture in (one, other)]
    return float(np.abs(pixels[0] - pixels[1]).mean())


@pytest.mark.parametrize("curves", ["spline", "polygon", "none"])
@pytest.mark.parametrize("stacking", ["stacked", "cutout"])
def test_the_drawing_looks_like_the_picture(
    tmp_path: Path, run_directly: RunDirectly, logo: Image.Image, curves: str, stacking: str
) -> None:
    logo.save(tmp_path / "logo.png")

    output = run_directly(ImageVectorize(), [tmp_path / "logo.png"], curves=curves, stacking=stacking)

    assert drawn(output).size == (120, 90)
    assert apart(drawn(output), logo) < 6
    assert isinstance(output.result, ImageVectorized)
    assert output.result.paths == len(list(etree.parse(str(output.files[0].path)).iter("{*}path"))) < 8


@pytest.mark.parametrize("format", ["jpg", "webp", "gif", "bmp", "avif", "heic", "tiff"])
def test_it_is_traced_from_every_format(
    tmp_path: Path, run_directly: RunDirectly, logo: Image.Image, format: str
) -> None:
    logo.save(tmp_path / f"logo.{format}", quality=95)

    assert apart(drawn(run_directly(ImageVectorize(), [tmp_path / f"logo.{format}"])), logo) < 8


def test_what_is_transparent_stays_so(tmp_path: Path, run_directly: RunDirectly, logo: Image.Image) -> None:
    clear = logo.convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 20, 20))
    clear.paste((9, 9, 9, 0), (55, 40, 65, 50))
    clear.save(tmp_path / "clear.png")

    picture = drawn(run_directly(ImageVectorize(), [tmp_path / "clear.png"]))

    assert [picture.getpixel(place)[3] for place in ((8, 8), (60, 45))] == [0, 0]  # type: ignore[index]
    assert near(picture.getpixel((100, 80)), (240, 200, 20, 255), by=8)
    assert near(picture.getpixel((37, 45)), (20, 40, 200, 255), by=8)


def test_more_detail_makes_more_shapes(tmp_path: Path, run_directly: RunDirectly) -> None:
    slope = Image.merge(
        "RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.new("L", (256, 256), 90)]
    )
    slope.save(tmp_path / "slope.png")

    shapes = []
    for detail in (1, 5, 10):
        result = run_directly(ImageVectorize(), [tmp_path / "slope.png"], detail=detail).result
        assert isinstance(result, ImageVectorized)
        shapes.append(result.paths)

    assert shapes[0] < shapes[1] < shapes[2]


def test_black_and_white_has_one_colour(tmp_path: Path, run_directly: RunDirectly, logo: Image.Image) -> None:
    logo.save(tmp_path / "logo.png")

    output = run_directly(ImageVectorize(), [tmp_path / "logo.png"], colours="black_and_white")

    fills = {path.get("fill") for path in etree.parse(str(output.files[0].path)).iter("{*}path")}
    assert fills == {"#000000"}
    assert drawn(output).getpixel((2, 2)) == (0, 0, 0, 0)


def test_a_large_picture_is_traced_smaller_and_drawn_as_large(
    tmp_path: Path, run_directly: RunDirectly, logo: Image.Image
) -> None:
    large = logo.resize((2_400, 1_800), Image.Resampling.NEAREST)
    large.save(tmp_path / "large.png")

    output = run_directly(ImageVectorize(), [tmp_path / "large.png"], curves="polygon")

    root = etree.parse(str(output.files[0].path)).getroot()
    assert (root.get("width"), root.get("height")) == ("2400", "1800")
    assert root.get("viewBox") == "0 0 1414 1061"
    assert tracing.MAX_TRACED * 1.01 >= 1_414 * 1_061
    assert apart(drawn(output).resize((120, 90)), logo) < 8
    assert "traced at 1414 x 1061" in " ".join(output.notes)


def test_a_photo_held_upright_is_traced_upright(
    tmp_path: Path, run_directly: RunDirectly, logo: Image.Image
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    logo.save(tmp_path / "photo.jpg", exif=exif)

    assert drawn(run_directly(ImageVectorize(), [tmp_path / "photo.jpg"])).size == (90, 120)


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2)])
def test_tiny_pictures_do_no_harm(tmp_path: Path, run_directly: RunDirectly, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "red").save(tmp_path / "tiny.png")

    assert drawn(run_directly(ImageVectorize(), [tmp_path / "tiny.png"])).size == size


def test_hostile_pictures_are_refused(tmp_path: Path, run_directly: RunDirectly, bare_png: BarePng) -> None:
    cut = tmp_path / "cut.png"
    Image.effect_noise((60, 60), 90).save(cut)
    cut.write_bytes(cut.read_bytes()[:1_000])
    cases: dict[Any, str] = {bare_png(30_000, 30_000): "input_limit", cut: "input_corrupt"}

    for path, code in cases.items():
        with pytest.raises(InvalidInputError) as refusal:
            run_directly(ImageVectorize(), [path])
        assert refusal.value.code == code
