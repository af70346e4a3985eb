"""Plain text, and subtitles, which are text with times."""

from apps.tools.formats.format import Format

FORMATS = (
    Format("txt", "Plain text", "text", ("text/plain",), (), ("text", "log")),
    Format("diff", "Differences of texts", "text", ("text/x-diff",), (), ("patch",)),
    Format("srt", "SubRip subtitles", "subtitle", ("application/x-subrip",)),
    Format("vtt", "WebVTT subtitles", "subtitle", ("text/vtt",)),
    Format("ass", "SubStation subtitles", "subtitle", ("text/x-ass",), (), ("ssa",)),
    Format("ttml", "TTML subtitles", "subtitle", ("application/ttml+xml",), (), ("dfxp",)),
    Format("sbv", "YouTube subtitles", "subtitle", ("text/x-sbv",)),
)
