"""Videos, by their containers."""

from apps.tools.formats.format import ASF, MATROSKA, MPEG4, OGG, Format, Signature, riff, starts

_MPEG = starts(b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
_PACKETS: tuple[Signature, ...] = (((0, b"G"), (188, b"G"), (376, b"G")),)
_TIMED_PACKETS: tuple[Signature, ...] = (((4, b"G"), (196, b"G"), (388, b"G")),)

FORMATS = (
    Format("mp4", "MPEG-4 video", "video", ("video/mp4",), MPEG4),
    Format("m4v", "MPEG-4 video (Apple)", "video", ("video/x-m4v",), MPEG4),
    Format("mov", "QuickTime video", "video", ("video/quicktime",), MPEG4, ("qt",)),
    Format("3gp", "3GPP video", "video", ("video/3gpp",), MPEG4, ("3g2",)),
    Format("mkv", "Matroska video", "video", ("video/x-matroska",), MATROSKA),
    Format("webm", "WebM video", "video", ("video/webm",), MATROSKA),
    Format("avi", "AVI video", "video", ("video/x-msvideo",), riff(b"AVI ")),
    Format("flv", "Flash video", "video", ("video/x-flv",), starts(b"FLV\x01")),
    Format("wmv", "Windows Media video", "video", ("video/x-ms-wmv",), ASF, ("asf",)),
    Format("mpg", "MPEG video", "video", ("video/mpeg",), _MPEG, ("mpeg",)),
    Format("vob", "DVD video", "video", ("video/x-ms-vob",), _MPEG),
    Format("ts", "MPEG transport stream", "video", ("video/mp2t",), _PACKETS),
    Format("m2ts", "Blu-ray video", "video", ("video/x-m2ts",), (*_TIMED_PACKETS, *_PACKETS), ("mts",)),
    Format("ogv", "Ogg video", "video", ("video/ogg",), OGG),
)
