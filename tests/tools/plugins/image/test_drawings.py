"""SVG: drawn sharp in any size, and nothing in it is fetched, run or endless."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from apps.tools.base import InvalidInputError
from tests.tools.plugins.image.conftest import BLUE, GREEN, RED, Convert, opened
from tests.tools.plugins.image.test_hostile_pictures import code_of
from tests.tools.plugins.image.test_image_convert import near

NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HALVES = '<rect width="50" height="50" fill="#dc1e1e"/><rect x="50" width="50" height="50" fill="#1ec83c"/>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "drawing.svg"


def drawing(
    path: Path, body: str = HALVES, attributes: str = 'width="100" height="50"', prolog: str = ""
) -> Path:
    path.write_text(f"{prolog}<svg {NAMESPACES} {attributes}>{body}</svg>")
    return path


@pytest.mark.parametrize(
    ("attributes", "dpi", "size"),
    [
        ('width="100" height="50"', None, (100, 50)),
        ('width="100" height="50"', 192, (200, 100)),
        ('width="100" height="50"', 48, (50, 25)),
        ('viewBox="0 0 100 50"', None, (100, 50)),
        ('viewBox="0 0 100 50" width="200"', None, (200, 100)),
        ('viewBox="0 0 100 50" height="100%" width="100%"', None, (100, 50)),
        ('viewBox="0,0,100,50" width="1in"', 300, (300, 150)),
        ('viewBox="0 0 100 50" width="25.4mm" height="12.7mm"', 300, (300, 150)),
        ('viewBox="0 0 100 50" width="72pt" height="3pc"', None, (96, 48)),
        ("", None, (300, 150)),
    ],
)
def test_a_drawing_is_as_large_as_it_says_at_the_resolution_that_is_wanted(
    path: Path, convert: Convert, attributes: str, dpi: int | None, size: tuple[int, int]
) -> None:
    picture = opened(convert(drawing(path, attributes=attributes), "png", dpi=dpi))

    assert picture.size == size
    if attributes:
        assert near(picture.getpixel((2, 2)), RED)
        assert near(picture.getpixel((size[0] - 3, 2)), GREEN)


def test_a_drawing_is_drawn_large_and_not_enlarged(path: Path, convert: Convert) -> None:
    output = convert(drawing(path), "png", width=3000)

    picture = opened(output).convert("RGB")
    assert picture.size == (3000, 1500)
    edge = [picture.getpixel((x, 700)) for x in range(1498, 1503)]
    assert sum(not near(pixel, RED) and not near(pixel, GREEN) for pixel in edge) == 0
    assert output.notes == ()


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"width": 60, "height": 60, "fit": "cover"}, (60, 60)),
        ({"width": 60, "height": 60, "fit": "exact"}, (60, 60)),
        ({"width": 60, "height": 60}, (60, 30)),
    ],
)
def test_a_drawing_fits_its_box(
    path: Path, convert: Convert, options: dict[str, object], size: tuple[int, int]
) -> None:
    picture = opened(convert(drawing(path), "png", **options))

    assert picture.size == size
    assert near(picture.getpixel((1, 1)), RED)
    assert near(picture.getpixel((size[0] - 2, size[1] - 2)), GREEN)


def test_what_is_not_drawn_is_clear(path: Path, convert: Convert) -> None:
    picture = opened(convert(drawing(path, '<circle cx="50" cy="25" r="10" fill="#1e3cd2"/>'), "png"))

    assert picture.getpixel((1, 1)) == (0, 0, 0, 0)
    assert near(picture.getpixel((50, 25)), BLUE)


def test_proportions_of_the_view_box_are_kept(path: Path, convert: Convert) -> None:
    square = '<rect width="10" height="10" fill="#dc1e1e"/>'

    picture = opened(convert(drawing(path, square, 'viewBox="0 0 10 10" width="100" height="50"'), "png"))

    assert picture.size == (100, 50)
    assert [picture.getpixel((x, 25))[3] for x in (10, 50, 90)] == [0, 255, 0]  # type: ignore[index]


def test_text_is_drawn(path: Path, convert: Convert) -> None:
    body = '<text x="5" y="40" font-size="40" font-family="sans-serif">Hi</text>'

    picture = opened(convert(drawing(path, body), "png"))

    assert 100 < sum(1 for pixel in picture.getchannel("A").tobytes() if pixel > 200) < 2500


def test_an_embedded_picture_is_drawn(path: Path, convert: Convert) -> None:
    png = BytesIO()
    Image.new("RGB", (8, 8), BLUE).save(png, format="PNG")
    data = b64encode(png.getvalue()).decode()
    body = f'<image width="100" height="50" preserveAspectRatio="none" href="data:image/png;base64,{data}"/>'

    output = convert(drawing(path, body), "png")

    assert near(opened(output).getpixel((50, 25)), BLUE)
    assert output.notes == ()


def test_a_drawing_that_forgets_its_namespace_is_drawn(path: Path, convert: Convert) -> None:
    path.write_text(f'<svg width="100" height="50">{HALVES}</svg>')

    assert near(opened(convert(path, "png")).getpixel((2, 2)), RED)


def test_entities_that_the_drawing_defines_are_known(path: Path, convert: Convert) -> None:
    prolog = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ink "#dc1e1e">]>'
    )

    picture = opened(
        convert(drawing(path, '<rect width="99" height="50" fill="&ink;"/>', prolog=prolog), "png")
    )

    assert near(picture.getpixel((2, 2)), RED)


@pytest.mark.parametrize("reference", ["file://{}", "{}", "../{}", "secret.png", "http://localhost:9/{}"])
@pytest.mark.parametrize("name", ["href", "xlink:href"])
def test_a_linked_picture_is_left_out_and_told(
    path: Path, convert: Convert, reference: str, name: str
) -> None:
    secret = path.with_name("secret.png")
    Image.new("RGB", (8, 8), BLUE).save(secret)
    body = f'<image width="100" height="50" {name}="{reference.format(secret)}"/>'
    body += f'<defs><filter id="f"><feImage {name}="{secret}"/></filter></defs>'

    output = convert(drawing(path, f'{body}<rect width="100" height="50" filter="url(#f)"/>'), "png")

    assert not any(near(pixel, BLUE) and pixel[3] for _, pixel in opened(output).getcolors() or ())  # type: ignore[index]
    assert "links" in " ".join(output.notes)


@pytest.mark.parametrize(
    "body",
    [
        "<style>@import url(file:///etc/passwd); .far {fill: url(http://localhost:9/)}</style>",
        "<script>while (true) {}</script>",
        '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="file:///etc"/></foreignObject>',
        '<rect width="9" height="9" onload="alert(1)"/>',
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>',
    ],
)
def test_what_runs_or_reaches_out_is_ignored(path: Path, convert: Convert, body: str) -> None:
    picture = opened(convert(drawing(path, body + HALVES), "png"))

    assert near(picture.getpixel((2, 45)), RED)
    assert near(picture.getpixel((97, 45)), GREEN)


LAUGHS = '<!ENTITY a "ha ha ha ha ha ha ha ha ha ha ">' + "".join(
    f'<!ENTITY {name} "{f"&{last};" * 20}">' for last, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("declarations", "body"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/passwd">', "<text>&x;</text>"),
        ('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', "<text>&y;</text>"),
        (LAUGHS, "<text>&h;</text>"),
    ],
)
def test_entities_from_elsewhere_or_without_end_are_refused(
    path: Path, convert: Convert, declarations: str, body: str
) -> None:
    drawing(path, body, prolog=f"<!DOCTYPE svg [{declarations}]>")

    assert code_of(convert, path) == "input_corrupt"


def nested_uses(levels: int) -> str:
    """Each group uses the one before ten times."""
    groups = '<g id="g0"><rect width="1" height="1"/></g>'
    for level in range(1, levels):
        groups += f'<g id="g{level}">{f"""<use href="#g{level - 1}"/>""" * 10}</g>'
    return f'<defs>{groups}</defs><use href="#g{levels - 1}"/>'


@pytest.mark.parametrize(
    "body",
    [
        nested_uses(10),
        "<g>" * 240 + "</g>" * 240,
        "<g>" * 200_000 + "</g>" * 200_000,
        "<rect/>" * 200_001,
        "<defs>" + "".join(f'<use id="u{n}" href="#u{n + 1}"/>' for n in range(5_000)) + "</defs>",
        "<defs>" + "".join(f'<use id="u{n + 1}" href="#u{n}"/>' for n in range(5_000)) + "</defs>",
        "<defs>"
        + "".join(
            f'<pattern id="p{n}" width="1" height="1">{f"""<rect fill="url(#p{n + 1})"/>""" * 10}</pattern>'
            for n in range(9)
        )
        + '</defs><rect fill="url(#p0)"/>',
    ],
    ids=["repeated", "nested", "very nested", "many", "chain", "chain backwards", "patterns"],
)
def test_endless_work_is_refused_before_it_begins(path: Path, convert: Convert, body: str) -> None:
    assert code_of(convert, drawing(path, body)) == "input_limit"


def test_what_refers_to_itself_ends(path: Path, convert: Convert) -> None:
    body = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'

    assert code_of(convert, drawing(path, body)) == "input_corrupt"


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ('width="1000000" height="1000000"', "input_limit"),
        ('width="20000" height="20000"', "input_limit"),
        ('viewBox="0 0 1e38 1e38"', "input_limit"),
        ('width="1e999" height="10"', "input_corrupt"),
        ('width="1e300in" height="1e300in"', "input_limit"),
    ],
)
def test_a_huge_drawing_is_refused_before_it_is_drawn(
    path: Path, convert: Convert, attributes: str, code: str
) -> None:
    assert code_of(convert, drawing(path, attributes=attributes)) == code


def test_a_huge_result_is_refused(path: Path, convert: Convert) -> None:
    with pytest.raises(InvalidInputError, match="The result would be 20000 x 10000") as refusal:
        convert(drawing(path), "png", width=20_000)

    assert refusal.value.code == "input_limit"


def test_a_flood_of_pixels_within_a_drawing_is_refused(path: Path, convert: Convert) -> None:
    png = BytesIO()
    Image.new("1", (15_000, 15_000)).save(png, format="PNG")
    data = b64encode(png.getvalue()).decode()

    drawing(path, f'<image width="9" height="9" href="data:image/png;base64,{data}"/>')

    assert code_of(convert, path) == "input_limit"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<svg", "input_corrupt"),
        (f"<svg {NAMESPACES}><rect></svg>", "input_corrupt"),
        ("<html><body>No drawing</body></html>", "input_mismatch"),
        ("just words", "input_corrupt"),
    ],
)
def test_what_is_no_drawing_is_refused(path: Path, convert: Convert, text: str, code: str) -> None:
    path.write_text(text)

    assert code_of(convert, path) == code
