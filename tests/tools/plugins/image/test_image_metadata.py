import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.image.image_metadata import ImageMetadataOptions, ImageMetadataTool
from apps.tools.plugins.image.metadata import ImageMetadata
from tests.tools.plugins.conftest import RunDirectly

Read = Callable[..., ImageMetadata]

CAMERA, PLACE = 0x8769, 0x8825
EIFFEL_TOWER = {1: "N", 2: (48.0, 51.0, 30.24), 3: "E", 4: (2.0, 17.0, 40.2)}
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photo="urn:photo" photo:Rating="5">
<dc:creator><rdf:Seq><rdf:li>Alice</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator></rdf:Description>
</rdf:RDF></x:xmpmeta>"""


@pytest.fixture
def read(run_directly: RunDirectly) -> Read:
    """`read(path)`: the result of image-metadata on one file."""

    def run(path: Path) -> ImageMetadata:
        output = run_directly(ImageMetadataTool(), [path])
        assert isinstance(output.result, ImageMetadata)
        return output.result

    return run


def photo(path: Path, *, gps: dict[int, Any] | None = None, make: str = "Canon", **save: Any) -> Path:
    exif = Image.Exif()
    exif[0x010F] = make
    exif.get_ifd(CAMERA).update(
        {0x829A: IFDRational(1, 250), 0x829D: 2.8, 0x8827: 400, 0x9003: "2026:07:14 21:30:00"}
    )
    exif.get_ifd(CAMERA)[0x9286] = b"ASCII\0\0\0Fireworks"
    exif.get_ifd(CAMERA)[0x927C] = bytes(range(200))
    exif.get_ifd(PLACE).update(gps or {})
    if path.suffix == ".tiff":
        # Pillow writes the directories of a TIFF only when they are handed over as dictionaries.
        exif[CAMERA], exif[PLACE] = dict(exif.get_ifd(CAMERA)), dict(exif.get_ifd(PLACE))
    Image.new("RGB", (64, 48), "navy").save(path, exif=exif, **save)
    return path


@pytest.mark.parametrize("format", ["jpg", "png", "webp", "avif", "tiff"])
def test_a_photo_with_gps_tells_its_place_and_its_camera(tmp_path: Path, read: Read, format: str) -> None:
    found = read(photo(tmp_path / f"photo.{format}", gps=EIFFEL_TOWER))

    assert found.gps_data is not None
    assert found.gps_data.latitude == pytest.approx(48.8584)
    assert found.gps_data.longitude == pytest.approx(2.2945)
    assert found.gps_data.maps_url == "https://www.google.com/maps?q=48.8584,2.2945"
    assert (found.exif_data["Make"], found.exif_data["ISOSpeedRatings"]) == ("Canon", "400")
    assert (found.has_exif, found.has_gps, found.complete) == (True, True, True)


def test_heic_is_read_like_any_photo(tmp_path: Path, read: Read) -> None:
    found = read(photo(tmp_path / "phone.heic", gps=EIFFEL_TOWER))

    assert found.image_info.format == "HEIF"
    assert found.exif_data["Make"] == "Canon"
    assert found.gps_data is not None


def test_the_cameras_own_tags_are_read_as_people_write_them(tmp_path: Path, read: Read) -> None:
    tags = read(photo(tmp_path / "photo.jpg")).exif_data

    assert tags["ExposureTime"] == "1/250"
    assert tags["FNumber"] == "2.8"
    assert tags["DateTimeOriginal"] == "2026:07:14 21:30:00"
    assert tags["UserComment"] == "Fireworks"
    assert tags["MakerNote"] == "200 bytes"
    assert not {"ExifOffset", "GPSInfo"} & set(tags)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({1: "S", 2: (33.0, 51.0, 24.84), 3: "W", 4: (70.0, 30.0, 0.0)}, (-33.8569, -70.5)),
        ({1: "N", 2: (48.5, 0.0, 0.0), 3: "E", 4: (0.0, 30.0, 0.0)}, (48.5, 0.5)),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (2.0, 0.0, 0.0)}, (None, 2.0)),
        ({1: "N", 2: 7.0, 3: "E", 4: (2.0, 0.0, 0.0)}, (None, 2.0)),
    ],
)
def test_degrees_are_decimal_south_and_west_negative_and_nonsense_is_left_out(
    tmp_path: Path, read: Read, tags: dict[int, Any], expected: tuple[float | None, float | None]
) -> None:
    gps = read(photo(tmp_path / "photo.jpg", gps=tags)).gps_data

    assert gps is not None
    assert (gps.latitude, gps.longitude) == expected
    assert (gps.maps_url is None) == (None in expected)


def test_the_satellites_time_and_the_height_are_told(tmp_path: Path, read: Read) -> None:
    extra = {5: b"\x01", 6: 12.5, 7: (19.0, 30.0, 5.0), 17: 271.5, 29: "2026:07:14"}

    gps = read(photo(tmp_path / "photo.jpg", gps=EIFFEL_TOWER | extra)).gps_data

    assert gps is not None
    assert (gps.altitude, gps.direction, gps.timestamp) == (-12.5, 271.5, "2026-07-14T19:30:05Z")


def test_a_camera_without_a_fix_has_no_place(tmp_path: Path, read: Read) -> None:
    path = photo(tmp_path / "photo.jpg", gps={1: "\0", 2: (IFDRational(0, 0),) * 3})

    assert read(path).gps_data is None


def test_xmp_iptc_and_the_colour_profile_are_read(tmp_path: Path, read: Read) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = photo(tmp_path / "photo.jpg", xmp=XMP, icc_profile=profile)
    record = b"\x1c\x02\x78\0\x05Paris\x1c\x02\x19\0\x01a\x1c\x02\x19\0\x01b"
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + data[2:])

    found = read(path)

    assert found.xmp_data == {"photo:Rating": "5", "dc:creator": "Alice, Bob"}
    assert found.iptc_data == {"Caption": "Paris", "Keywords": "a, b"}
    assert found.image_info.icc_profile == "sRGB built-in"


def test_entities_in_xmp_are_never_expanded(tmp_path: Path, read: Read) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>' + XMP.replace(b"Alice", b"&file;")

    assert read(photo(tmp_path / "photo.jpg", xmp=bomb)).xmp_data == {}


def test_the_picture_itself_is_described(tmp_path: Path, read: Read) -> None:
    path = photo(tmp_path / "photo.jpg")

    info = read(path).image_info

    assert (info.filename, info.format, info.mode) == ("photo.jpg", "JPEG", "RGB")
    assert (info.width, info.height, info.size, info.frames) == (64, 48, "64 x 48", 1)
    assert info.file_size == path.stat().st_size


def test_a_picture_without_exif_says_so(tmp_path: Path, run_directly: RunDirectly) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "plain.png")

    output = run_directly(ImageMetadataTool(), [tmp_path / "plain.png"])

    assert isinstance(output.result, ImageMetadata)
    assert (output.result.has_exif, output.result.has_gps, output.result.total_tags) == (False, False, 0)
    assert output.notes == ("The picture carries no EXIF data.",)
    assert output.files == ()


def export(run_directly: RunDirectly, path: Path, export_format: str) -> str:
    output: ToolOutput = run_directly(ImageMetadataTool(), [path], export_format=export_format)
    (file,) = output.files
    assert file.format == export_format
    return file.path.read_text()


def test_the_json_export_is_the_result(tmp_path: Path, run_directly: RunDirectly, read: Read) -> None:
    path = photo(tmp_path / "photo.jpg", gps=EIFFEL_TOWER)

    assert json.loads(export(run_directly, path, "json")) == read(path).model_dump(mode="json")


def test_the_csv_export_is_a_table_in_which_no_formula_runs(
    tmp_path: Path, run_directly: RunDirectly
) -> None:
    tags = {1: "S", 2: (33.0, 30.0, 0.0), 3: "E", 4: (2.0, 0.0, 0.0)}
    path = photo(tmp_path / "photo.jpg", make="=cmd|' /c calc'!A1", gps=tags)

    rows = list(csv.reader(export(run_directly, path, "csv").splitlines()))

    assert rows[0] == ["Category", "Tag", "Value"]
    assert ["Image Info", "width", "64"] in rows
    assert ["EXIF", "Make", "'=cmd|' /c calc'!A1"] in rows
    assert ["GPS", "latitude", "-33.5"] in rows


def test_a_flood_of_tags_is_cut_and_told(tmp_path: Path, read: Read) -> None:
    tags = b"".join(b"<photo:T%d>%s</photo:T%d>" % (n, b"x" * 900, n) for n in range(200))
    path = photo(tmp_path / "photo.webp", xmp=XMP.replace(b"<dc:creator>", tags + b"<dc:creator>"))

    found = read(path)

    assert not found.complete
    assert found.total_tags > 200 > len(found.xmp_data) > 50
    assert len(found.model_dump_json()) < 256 * 1024


def test_a_very_long_value_is_cut(tmp_path: Path, read: Read) -> None:
    assert len(read(photo(tmp_path / "photo.jpg", make="x" * 5_000)).exif_data["Make"]) == 1_000


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe0" + b"corrupted" * 50, b"\xff\xd8\xff"])
def test_corrupted_bytes_with_a_jpegs_name_are_refused(
    tmp_path: Path, run_directly: RunDirectly, content: bytes
) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)

    with pytest.raises(InvalidInputError, match=r"'broken\.jpg' is damaged") as refusal:
        run_directly(ImageMetadataTool(), [path])

    assert refusal.value.code == "input_corrupt"


def test_an_unknown_export_format_is_refused() -> None:
    with pytest.raises(ValidationError):
        ImageMetadataOptions.model_validate({"export_format": "xml"})
