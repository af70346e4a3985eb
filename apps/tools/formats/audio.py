"""Sound."""

from apps.tools.formats.format import ASF, MATROSKA, MPEG4, OGG, Format, Signature, riff, starts

_ID3 = starts(b"ID3")
_AIFF: tuple[Signature, ...] = (((0, b"FORM"), (8, b"AIFF")), ((0, b"FORM"), (8, b"AIFC")))

FORMATS = (
    Format(
        "mp3",
        "MP3 audio",
        "audio",
        ("audio/mpeg",),
        (*_ID3, *starts(b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")),
    ),
    Format(
        "mp2",
        "MP2 audio",
        "audio",
        ("audio/x-mp2",),
        starts(b"\xff\xfd", b"\xff\xfc", b"\xff\xf5", b"\xff\xf4"),
    ),
    Format(
        "aac",
        "AAC audio",
        "audio",
        ("audio/aac",),
        (*_ID3, *starts(b"\xff\xf1", b"\xff\xf9", b"\xff\xf0", b"\xff\xf8")),
    ),
    Format("m4a", "MPEG-4 audio", "audio", ("audio/mp4", "audio/x-m4a"), MPEG4, ("m4b",)),
    Format("ogg", "Ogg Vorbis audio", "audio", ("audio/ogg",), OGG, ("oga",)),
    Format("opus", "Opus audio", "audio", ("audio/opus",), OGG),
    Format("flac", "FLAC audio", "audio", ("audio/flac",), starts(b"fLaC")),
    Format(
        "wav",
        "WAVE audio",
        "audio",
        ("audio/wav",),
        (*riff(b"WAVE"), ((0, b"RF64"), (8, b"WAVE"))),
        ("wave",),
    ),
    Format("aiff", "AIFF audio", "audio", ("audio/aiff",), _AIFF, ("aif", "aifc")),
    Format("caf", "Core Audio", "audio", ("audio/x-caf",), starts(b"caff")),
    Format("au", "Sun audio", "audio", ("audio/basic",), starts(b".snd"), ("snd",)),
    Format("wma", "Windows Media audio", "audio", ("audio/x-ms-wma",), ASF),
    Format("ac3", "Dolby Digital audio", "audio", ("audio/ac3",), starts(b"\x0bw")),
    Format("amr", "AMR speech", "audio", ("audio/amr",), starts(b"#!AMR")),
    Format("mka", "Matroska audio", "audio", ("audio/x-matroska",), MATROSKA),
    Format("weba", "WebM audio", "audio", ("audio/webm",), MATROSKA),
    Format("wv", "WavPack audio", "audio", ("audio/x-wavpack",), starts(b"wvpk")),
    Format("tta", "True Audio", "audio", ("audio/x-tta",), starts(b"TTA1", b"TTA2")),
)
