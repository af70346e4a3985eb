"""What outputs are called: after the caller's wish, the tool's, or the first input."""

import pytest

from apps.tools.toolhost.names import output_names


@pytest.mark.parametrize(
    ("outputs", "first_input", "output_name", "names"),
    [
        ([(None, "jpg")], "holiday.heic", "", ["holiday.jpg"]),
        ([(None, "jpg")], "", "", ["output.jpg"]),
        ([(None, "jpg")], "report v1.2", "", ["report v1.2.jpg"]),
        ([(None, "jpg")] * 2, "holiday.heic", "", ["holiday-001.jpg", "holiday-002.jpg"]),
        ([(None, "jpg")], "holiday.heic", "trip", ["trip.jpg"]),
        ([(None, "jpg")], "holiday.heic", "trip.png", ["trip.jpg"]),
        ([(None, "jpg"), (None, "json")], "a.png", "b", ["b-001.jpg", "b-002.json"]),
        ([("track.gpx", "gpx"), (None, "json")], "a.gpx", "", ["track.gpx", "a-002.json"]),
        ([("same", "gpx"), ("same", "gpx")], "a.gpx", "", ["same.gpx", "same-2.gpx"]),
        ([("../../etc/passwd", "gpx")], "a.gpx", "", ["passwd.gpx"]),
        ([(None, "jpg")], "holi\u202eday.png", "", ["holiday.jpg"]),
    ],
)
def test_the_names_of_outputs(
    outputs: list[tuple[str | None, str]], first_input: str, output_name: str, names: list[str]
) -> None:
    found = output_names(outputs, first_input=first_input, output_name=output_name)

    assert list(found) == names


def test_a_long_name_keeps_its_extension_and_its_number() -> None:
    names = output_names([(None, "png")] * 1200, first_input="x" * 500)

    assert len(set(names)) == 1200
    assert names[-1].endswith("x-1200.png")
    assert max(map(len, names)) <= 200
