"""The tool `subtitle-convert`."""

from apps.tools.base import BaseTool, Example, InvalidInputError, ToolOutput, ToolRun
from apps.tools.plugins.subtitle.convert_options import TITLES, ConvertedSubtitles, SubtitleConvertOptions
from apps.tools.plugins.subtitle.reading import MAX_FILE_SIZE, read_subtitles
from apps.tools.plugins.subtitle.timing import retime
from apps.tools.plugins.subtitle.writing import lost, write_subtitles


class SubtitleConvert(BaseTool[SubtitleConvertOptions]):
    """Convert subtitles between formats and encodings, and move them in time."""

    name = "subtitle-convert"
    title = "Convert subtitles"
    category = "video"
    icon = "subtitles"
    input_formats = ("srt", "vtt", "ass", "ttml", "sbv")
    output_formats = tuple(TITLES)
    max_file_size = MAX_FILE_SIZE
    preference = 1
    aliases = (
        "srt to vtt", "vtt to srt", "ass to srt", "srt to ass", "srt to txt", "sbv to srt", "ttml to srt",
        "dfxp to srt", "shift subtitles", "sync subtitles", "subtitle converter",
    )  # fmt: skip
    examples = (
        Example("For the web", {"output_format": "vtt"}),
        Example("A second and a half later", {"output_format": "srt", "shift_ms": 1500}),
    )
    result_type = ConvertedSubtitles

    def process(self, run: ToolRun[SubtitleConvertOptions]) -> ToolOutput:
        """Read, move and write."""
        options = run.options
        subtitles = read_subtitles(run.source, encoding=options.encoding)
        cues = subtitles.cues
        dropped = retime(cues, speed=options.speed, shift_ms=options.shift_ms)
        if not len(cues):
            raise InvalidInputError(
                f"Shifted by {options.shift_ms} ms, every subtitle ends before the beginning.",
                code="input_not_allowed",
            )
        result = ConvertedSubtitles(
            cues=len(cues),
            encoding=subtitles.encoding,
            begin_seconds=min(cue.start for cue in cues) / 1000,
            end_seconds=max(cue.end for cue in cues) / 1000,
        )
        notes = [*lost(cues, options.output_format)]
        if dropped:
            notes.append(f"{dropped} subtitles were dropped: they would end before the beginning.")
        claims = {} if options.output_format == "txt" else {"cues": len(cues)}
        text = write_subtitles(cues, options.output_format)
        return run.write(text, format=options.output_format, claims=claims, result=result, notes=notes)

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        styles = ("Fonts, colours and positions.",) if source == "ass" else ()
        return ("Times and styles.",) if target == "txt" else styles
