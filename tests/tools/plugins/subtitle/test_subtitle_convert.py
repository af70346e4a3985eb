from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError, ToolOutput
from apps.tools.plugins.subtitle.convert_options import ConvertedSubtitles, SubtitleConvertOptions
from apps.tools.plugins.subtitle.subtitle_convert import SubtitleConvert
from apps.tools.proving.subtitle import read_cues
from tests.tools.plugins.conftest import RunDirectly

SRT = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n2\n00:01:03,040 --> 00:01:04,000\nlast\n"


@pytest.fixture
def convert(run_directly: RunDirectly, tmp_path: Path) -> Any:
    def convert(
        content: str | bytes, output_format: str, *, name: str = "a.srt", **options: Any
    ) -> tuple[str, ConvertedSubtitles, ToolOutput]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        output = run_directly(SubtitleConvert(), [path], output_format=output_format, **options)
        assert isinstance(output.result, ConvertedSubtitles)
        return output.files[0].path.read_text("utf-8"), output.result, output

    return convert


def test_italic_words_stay_italic(convert: Any) -> None:
    source = SRT.format("Hello <i>there</i>")

    assert "Hello <i>there</i>" in convert(source, "vtt")[0]
    assert r"Hello {\i1}there{\i0}" in convert(source, "ass")[0]
    assert 'Hello <span tts:fontStyle="italic">there</span>' in convert(source, "ttml")[0]
    assert "Hello there" in convert(source, "sbv")[0]
    assert "<i>there</i>" in convert(convert(source, "ttml")[0], "srt", name="b.ttml")[0]


def test_signs_of_markup_are_written_as_entities_in_webvtt_and_read_back(convert: Any) -> None:
    text, _, _ = convert(SRT.format("Tom & Ann: 1 < 2"), "vtt")

    assert "Tom &amp; Ann: 1 &lt; 2" in text
    assert "Tom & Ann: 1 < 2" in convert(text, "srt", name="b.vtt")[0]


FRENCH = (
    "Où est l'élève ? Il est très près de la fenêtre, et il a déjà mangé. Ça va ? Bien sûr, répond la mère. "
    "Après le dîner, nous irons au théâtre à pied, même s'il pleut."
)
RUSSIAN = "Где находится библиотека? Она стоит рядом, возле театра."
POLISH = "Dokąd idziesz? Nie wiem, może do domu. Święta są już blisko."
JAPANESE = "図書館はどこですか。駅の近くです。"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8-sig", "Čau"),
        ("utf-16", JAPANESE),
        ("cp1252", FRENCH),
        ("cp1251", RUSSIAN),
        ("cp1250", POLISH),
        ("shift_jis", JAPANESE),
    ],
)
def test_the_encoding_is_found_out(convert: Any, encoding: str, words: str) -> None:
    text, _, _ = convert(SRT.format(words).encode(encoding), "srt")
    assert words in text


def test_an_encoding_that_is_named_is_believed(convert: Any) -> None:
    text, result, _ = convert(SRT.format("šuma").encode("cp1250"), "srt", encoding="cp1250")

    assert "šuma" in text
    assert result.encoding == "cp1250"


def test_a_wrong_encoding_is_refused(convert: Any) -> None:
    with pytest.raises(InvalidInputError, match="The file is not utf-8 text") as refusal:
        convert(SRT.format("Où").encode("cp1252"), "srt", encoding="utf-8")
    assert refusal.value.code == "input_not_allowed"


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({"shift_ms": 1500}, [(2500, 4000), (64_540, 65_500)]),
        ({"shift_ms": -1200}, [(0, 1300), (61_840, 62_800)]),
        ({"speed": 2}, [(500, 1250), (31_520, 32_000)]),
        ({"speed": 0.5, "shift_ms": 1}, [(2001, 5001), (126_081, 128_001)]),
    ],
)
def test_cues_are_moved_and_played_faster(
    convert: Any, tmp_path: Path, options: dict[str, float], times: list[tuple[int, int]]
) -> None:
    _, _, output = convert(SRT.format("first"), "srt", **options)

    assert [(start, end) for start, end, _ in read_cues(output.files[0].path, "srt")] == times


def test_cues_that_end_before_the_beginning_are_dropped_and_counted(convert: Any) -> None:
    text, result, output = convert(SRT.format("first"), "srt", shift_ms=-10_000)

    assert "first" not in text
    assert (result.cues, result.begin_seconds) == (1, 53.04)
    assert "1 subtitles were dropped: they would end before the beginning." in output.notes


def test_a_shift_that_leaves_nothing_is_refused(convert: Any) -> None:
    with pytest.raises(InvalidInputError, match="every subtitle ends before the beginning"):
        convert(SRT.format("first"), "srt", shift_ms=-86_400_000)


def test_cues_come_in_the_order_of_their_times(convert: Any) -> None:
    source = "1\n00:00:05,000 --> 00:00:06,000\nsecond\n\n2\n00:00:01,000 --> 00:00:02,000\nfirst\n"

    assert convert(source, "txt")[0] == "first\nsecond\n"


def test_styles_that_are_lost_are_noted_and_kept_where_they_can_be(convert: Any) -> None:
    source = (
        "[Script Info]\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,20\n"
        "Style: Sign,Vera,40\n\n"
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\pos(10,20)}Exit\n"
    )
    _, _, lossy = convert(source, "srt", name="a.ass")
    text, _, kept = convert(source, "ass", name="a.ass", shift_ms=500)

    assert lossy.notes == ("Fonts, colours and positions were left out.",)
    assert kept.notes == ()
    assert "Style: Sign,Vera,40" in text
    assert "0:00:01.50" in text
    assert r"{\pos(10,20)}Exit" in text


@pytest.mark.parametrize(
    ("begin", "milliseconds"),
    [
        ("00:00:01:12", 1480),
        ("1.5s", 1500),
        ("90f", 3600),
        ("250ms", 250),
        ("20000000t", 2000),
        ("00:01:00.25", 60_250),
    ],
)
def test_every_kind_of_ttml_time_is_understood(convert: Any, begin: str, milliseconds: int) -> None:
    source = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
        f'ttp:frameRate="25" ttp:tickRate="10000000"><body><div>'
        f'<p begin="{begin}" dur="1s">Hi</p></div></body></tt>'
    )
    assert convert(source, "srt", name="a.ttml")[1].begin_seconds == milliseconds / 1000


def test_ttml_times_count_from_those_around_them(convert: Any) -> None:
    source = (
        '<tt xmlns="http://www.w3.org/2006/10/ttaf1"><body begin="10s"><div begin="5s">'
        '<p begin="1s" end="3s">Hi<br/>\n   there</p></div></body></tt>'
    )
    text, result, _ = convert(source, "srt", name="a.dfxp")

    assert (result.begin_seconds, result.end_seconds) == (16, 18)
    assert "Hi\nthere" in text


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.srt", "nothing but words\n" * 50, "input_corrupt"),
        ("a.srt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "input_mismatch"),
        ("a.vtt", SRT.format("Hi"), "input_mismatch"),
        ("a.ttml", SRT.format("Hi"), "input_mismatch"),
        ("a.ass", "0:00:01.000,0:00:02.000\nHi\n", "input_mismatch"),
        ("a.ttml", "<tt><body><p begin='1s' end='2s'>Hi", "input_corrupt"),
        ("a.ttml", "<tt><body><p begin='soon' end='2s'>Hi</p></body></tt>", "input_corrupt"),
        ("a.ttml", "<tt><body/></tt>", "input_corrupt"),
        ("a.vtt", b"\x00\x01\x02\xff\xfe\x81" * 400, "input_corrupt"),
    ],
)
def test_what_is_damaged_or_something_else_is_refused(
    convert: Any, name: str, content: str | bytes, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        convert(content, "sbv", name=name)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "definition",
    ['<!DOCTYPE tt [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE tt SYSTEM "file:///etc/passwd">'],
)
def test_ttml_defines_no_entities(convert: Any, definition: str) -> None:
    source = (
        f"{definition}<tt xmlns='http://www.w3.org/ns/ttml'><body><p begin='1s' end='2s'>&b;</p></body></tt>"
    )
    with pytest.raises(InvalidInputError, match="document type"):
        convert(source, "srt", name="a.ttml")


def test_more_cues_than_anyone_reads_are_refused(convert: Any) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        convert("0:00:01.000,0:00:02.000\nHi\n\n" * 100_001, "srt", name="a.sbv")
    assert refusal.value.code == "input_limit"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"output_format": "srt", "speed": 0}, "greater than or equal to 0.1"),
        ({"output_format": "sub"}, "Input should be 'srt'"),
        ({"output_format": "srt", "style": "x"}, "Extra inputs"),
    ],
)
def test_a_wrong_option_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SubtitleConvertOptions.model_validate(options)
