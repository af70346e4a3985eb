"""The tool `font-convert`."""

from apps.tools.base import BaseTool, Example, Limits, MiB, ToolOutput, ToolRun
from apps.tools.plugins.shape.font_options import FontConvertOptions, FontFacts
from apps.tools.plugins.shape.fonts import describe, open_font, subset, write_font
from apps.tools.plugins.shape.outlines import CUBIC, NOTES, QUADRATIC, to_cubic, to_quadratic

FONTS = ("ttf", "otf", "woff", "woff2")


class FontConvert(BaseTool[FontConvertOptions]):
    """Convert fonts between TrueType, OpenType, WOFF and WOFF2, and keep only some characters."""

    name = "font-convert"
    title = "Convert font"
    category = "convert"
    icon = "case-sensitive"
    aliases = ("font converter", "ttf to woff2", "otf to ttf", "woff2 to ttf", "subset font", "web font")
    input_formats = FONTS
    output_formats = FONTS
    max_file_size = 64 * MiB
    limits = Limits(cpu_seconds=300, wall_seconds=300)
    examples = (
        Example("For the web", {"output_format": "woff2"}),
        Example("Only Latin letters, for the web", {"output_format": "woff2", "keep": "latin"}),
    )
    result_type = FontFacts

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:
        return NOTES.get((source, target), ())

    def process(self, run: ToolRun[FontConvertOptions]) -> ToolOutput:
        options = run.options
        font, notes = open_font(run.source), tuple[str, ...]()
        subset(font, options=options)
        run.progress(0.3, "Outlines")
        if options.output_format == "ttf" and CUBIC in font:
            notes = to_quadratic(font)
        elif options.output_format == "otf" and QUADRATIC in font:
            notes = to_cubic(font)
        run.progress(0.6, "Tables")
        path = write_font(font, run.output_path(options.output_format), format=options.output_format)
        return run.write(path, format=options.output_format, result=describe(font), notes=notes)
