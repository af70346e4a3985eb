"""`image-strip-metadata`: nothing private stays, and not a bit of the picture changes."""

import io
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin, TiffImagePlugin

from apps.tools.base import InvalidInputError, ToolInput, ToolOutput
from apps.tools.plugins.image.image_strip_metadata import ImageStripMetadata
from apps.tools.plugins.image.jpeg_segments import split_jpeg
from apps.tools.plugins.image.loading import reading
from apps.tools.plugins.image.removal import Findings, Policy
from apps.tools.plugins.image.strip_options import ImageStripped
from apps.tools.plugins.image.stripping import STRIPPERS
from tests.tools.plugins.conftest import RunDirectly

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
GPS_IFD = 0x8825
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' exif:GPSLatitude="48,51.5N" dc:source="CANARY"><exif:GPSAltitude>3512/1</exif:GPSAltitude>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)
CANARIES = (b"CANARY", b"48,51", b"\x30\0\0\0\x01\0\0\0\x33")
SOURCES = ["jpg", "png", "webp", "avif", "heic", "tiff"]

Strip = Callable[..., ToolOutput]


@pytest.fixture
def strip(run_directly: RunDirectly) -> Strip:
    def run(path: Path, **options: Any) -> ToolOutput:
        return run_directly(ImageStripMetadata(), [path], **options)

    return run


@pytest.fixture
def private(tmp_path: Path, quarters: Image.Image) -> Callable[[str, int], Path]:
    """A picture that tells its place, camera and author in every way that its format has."""

    def write(format: str, orientation: int = 1) -> Path:
        exif = Image.Exif()
        exif[0x010F] = "CANARY"
        if orientation > 1:
            exif[0x0112] = orientation
        exif.get_ifd(GPS_IFD).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
        exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0CANARY"
        path = tmp_path / f"private.{format}"
        extra: dict[str, Any] = {"exif": exif, "icc_profile": PROFILE, "quality": 90}
        if format in {"jpg", "webp", "avif", "heic"}:
            extra["xmp"] = XMP
        if format == "jpg":
            extra |= {"comment": b"CANARY", "progressive": True}
        if format == "png":
            texts = PngImagePlugin.PngInfo()
            texts.add_text("Author", "CANARY")
            texts.add_text("Comment", "CANARY", zip=True)
            texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
            extra["pnginfo"] = texts
        if format == "tiff":
            tags = TiffImagePlugin.ImageFileDirectory_v2()
            tags[271], tags[315], tags[700], tags[274] = "CANARY", "CANARY", XMP, orientation
            tags[GPS_IFD] = dict(exif.get_ifd(GPS_IFD))
            extra = {"tiffinfo": tags, "icc_profile": PROFILE}
        quarters.save(path, **extra)
        return path

    return write


def shown(data: bytes) -> tuple[tuple[int, int], bytes]:
    """The size and pixels as Pillow decodes them, turned as viewers do."""
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture)
        return upright.size, upright.convert("RGBA").tobytes()


def compressed(format: str, data: bytes) -> bytes:
    """The part of a file that holds its compressed pixels."""
    if format == "jpg":
        return split_jpeg(data).scan
    if format == "png":
        return b"".join(body for kind, body in png_chunks(data) if kind == b"IDAT")
    if format == "webp":
        at = data.index(b"VP8 ")
        return data[at : at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")]
    return b""


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


@pytest.mark.parametrize("format", SOURCES)
def test_everything_private_goes_and_every_pixel_stays(
    private: Callable[..., Path], strip: Strip, format: str
) -> None:
    path = private(format)
    before = path.read_bytes()
    assert b"CANARY" in before

    output = strip(path)
    after = output.files[0].path.read_bytes()

    assert not any(canary in after for canary in CANARIES)
    assert shown(after) == shown(before)
    assert compressed(format, after) == compressed(format, before)
    with Image.open(io.BytesIO(after)) as picture:
        assert dict(picture.getexif().get_ifd(GPS_IFD)) == {}
        assert 0x010F not in picture.getexif()
        assert picture.info.get("icc_profile") == PROFILE
    assert isinstance(output.result, ImageStripped)
    assert "camera data (EXIF)" in output.result.removed
    assert "description (XMP)" in output.result.removed


@pytest.mark.parametrize("format", SOURCES)
def test_only_the_place_goes_where_only_that_is_asked_for(
    private: Callable[..., Path], strip: Strip, format: str
) -> None:
    path = private(format)
    before = path.read_bytes()

    output = strip(path, remove="gps")
    after = output.files[0].path.read_bytes()

    assert b"48,51" not in after
    assert b"3512/1" not in after
    assert shown(after) == shown(before)
    assert compressed(format, after) == compressed(format, before)
    with Image.open(io.BytesIO(after)) as picture:
        assert dict(picture.getexif().get_ifd(GPS_IFD)) == {}
        assert picture.getexif()[0x010F] == "CANARY"
    # A TIFF's XMP goes whole.
    assert (b'source="CANARY"' in after) == (format != "tiff")
    assert isinstance(output.result, ImageStripped)
    assert "place (GPS)" in output.result.removed


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "tiff"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_the_picture_stays_upright(
    private: Callable[..., Path], strip: Strip, format: str, orientation: int
) -> None:
    path = private(format, orientation)

    output = strip(path)

    after = output.files[0].path.read_bytes()
    assert shown(after) == shown(path.read_bytes())
    with Image.open(io.BytesIO(after)) as picture:
        assert picture.getexif().get(0x0112) == orientation
        assert 0x010F not in picture.getexif()
    assert "upright" in " ".join(output.notes)


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "tiff"])
def test_the_profile_goes_on_request(private: Callable[..., Path], strip: Strip, format: str) -> None:
    output = strip(private(format), keep_profile=False)

    with Image.open(output.files[0].path) as picture:
        assert "icc_profile" not in picture.info
    assert isinstance(output.result, ImageStripped)
    assert "colour profile (ICC)" in output.result.removed


def test_what_follows_a_jpeg_goes_with_its_place(private: Callable[..., Path], strip: Strip) -> None:
    path = private("jpg")
    film = b"\0\0\0\x18ftypmp42 CANARY 48,51"
    path.write_bytes(path.read_bytes() + film)

    for remove in ("all", "gps"):
        output = strip(path, remove=remove)
        assert b"ftypmp42" not in output.files[0].path.read_bytes()
        assert isinstance(output.result, ImageStripped)
        assert any("followed the picture" in what for what in output.result.removed)


def test_a_preview_in_the_exif_block_goes_too(tmp_path: Path, strip: Strip, quarters: Image.Image) -> None:
    preview = io.BytesIO()
    quarters.save(preview, "JPEG")
    thumb = preview.getvalue()
    second = struct.pack("<HHHII", 2, 0x0201, 4, 1, 8 + 2 + 12 + 4 + 2 + 24 + 4)
    second += struct.pack("<HHIII", 0x0202, 4, 1, len(thumb), 0)
    first = struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 26)
    block = b"Exif\0\0" + struct.pack("<2sHI", b"II", 42, 8) + first + second + thumb
    path = tmp_path / "preview.jpg"
    quarters.save(path, exif=block)
    assert path.read_bytes().count(b"\xff\xd8\xff") == 2

    after = strip(path).files[0].path.read_bytes()

    assert after.count(b"\xff\xd8\xff") == 1


def test_print_colours_are_still_read_right(tmp_path: Path, strip: Strip) -> None:
    path = tmp_path / "print.jpg"
    Image.new("CMYK", (32, 32), (255, 40, 0, 10)).save(path, comment=b"CANARY")

    after = strip(path).files[0].path.read_bytes()

    assert b"CANARY" not in after
    assert shown(after) == shown(path.read_bytes())


@pytest.mark.parametrize("format", ["gif", "webp", "png", "apng"])
def test_an_animation_keeps_moving(tmp_path: Path, strip: Strip, format: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    path = tmp_path / f"moving.{format}"
    extra: dict[str, Any] = {"comment": b"CANARY"} if format == "gif" else {"exif": Image.Exif()}
    if format != "gif":
        extra["exif"][0x010F] = "CANARY"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=2, **extra)
    assert b"CANARY" in path.read_bytes()

    output = strip(path)

    assert b"CANARY" not in output.files[0].path.read_bytes()
    with Image.open(output.files[0].path) as picture:
        durations = []
        for number in range(3):
            picture.seek(number)
            picture.load()
            durations.append(picture.info["duration"])
        assert durations == [100, 200, 300]
        assert picture.info["loop"] == 2


def test_a_clean_picture_stays_as_it_is(tmp_path: Path, strip: Strip, quarters: Image.Image) -> None:
    path = tmp_path / "clean.png"
    quarters.save(path)

    output = strip(path)

    assert output.files[0].path.read_bytes() == path.read_bytes()
    assert "Nothing was found" in " ".join(output.notes)


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "gif"])
@pytest.mark.parametrize("tenths", range(2, 10))
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, strip: Strip, format: str, tenths: int) -> None:
    whole, cut = tmp_path / f"whole.{format}", tmp_path / f"cut.{format}"
    Image.effect_noise((64, 64), 90).save(whole)
    data = whole.read_bytes()
    cut.write_bytes(data[: len(data) * tenths // 10])

    with pytest.raises(InvalidInputError) as refusal:
        strip(cut)
    assert refusal.value.code == "input_corrupt"
    assert "cut." in str(refusal.value)


@pytest.mark.parametrize(
    "block",
    [
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"nonsense",
        b"",
        # A directory that names itself as the place.
        struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, GPS_IFD, 4, 1, 8, 0),
    ],
)
@pytest.mark.parametrize("remove", ["all", "gps"])
def test_a_broken_block_does_no_harm(
    tmp_path: Path, strip: Strip, quarters: Image.Image, block: bytes, remove: str
) -> None:
    path = tmp_path / "odd.png"
    quarters.save(path)
    data = path.read_bytes()
    chunk = struct.pack(">I", len(block)) + b"eXIf" + block
    chunk += struct.pack(">I", zlib.crc32(b"eXIf" + block))
    path.write_bytes(data[:33] + chunk + data[33:])

    after = strip(path, remove=remove).files[0].path.read_bytes()

    assert shown(after)[0] == (64, 48)


def test_a_bigtiff_is_refused_in_words(tmp_path: Path, strip: Strip, quarters: Image.Image) -> None:
    path = tmp_path / "big.tiff"
    quarters.save(path, big_tiff=True)

    with pytest.raises(InvalidInputError, match="BigTIFF") as refusal:
        strip(path)
    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize("format", [*SOURCES, "gif"])
def test_whatever_is_broken_is_stripped_or_refused(
    private: Callable[..., Path], tmp_path: Path, format: str
) -> None:
    whole, chance, refusals = private(format).read_bytes(), random.Random(format), []
    for number in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(min(len(data), 900))] = chance.choice((0, 1, 127, 255))
        path = tmp_path / f"broken-{number}.{format}"
        path.write_bytes(data)
        try:
            run_tool(path, remove=chance.choice(("all", "gps")))
        except InvalidInputError as refusal:
            refusals.append(str(refusal))

    assert all(str(tmp_path) not in refusal for refusal in refusals)


def run_tool(path: Path, *, remove: Literal["all", "gps"]) -> None:
    """Without a look at the output: what was broken before may still be."""
    source = ToolInput(
        role="source", path=path, name=path.name, format=path.suffix[1:], size=path.stat().st_size
    )
    with reading(source):
        STRIPPERS[source.format](path.read_bytes(), Policy(remove=remove), Findings())


def test_directories_within_directories_end(tmp_path: Path) -> None:
    links = 2_000
    chain = b"".join(
        struct.pack("<HHHIII", 1, GPS_IFD, 4, 1, 8 + 18 * (number + 1), 0) for number in range(links)
    )
    path = tmp_path / "deep.tiff"
    path.write_bytes(struct.pack("<2sHI", b"II", 42, 8) + chain)

    with pytest.raises(InvalidInputError) as refusal:
        run_tool(path, remove="gps")
    assert refusal.value.code == "input_corrupt"
