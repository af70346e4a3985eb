"""Sound and film whose headers promise what nobody can play: sizes, rates, lengths, tracks without end."""

import struct
from collections.abc import Callable
from functools import partial

from tests.hostile.case import Case, bytes_of
from tests.hostile.cases.making import when_asked
from tests.hostile.cases.media_parts import (
    PICTURES,
    TONE,
    USUAL,
    aiff,
    box,
    chunk,
    encoded,
    film,
    huge_png,
    patched,
    silent_flac,
    wav,
    with_cover,
)  # fmt: skip

rotate = partial(Case, tool="video-rotate", options={"rotation": "90_cw"}, name="a.mp4", seconds=30)
listen = partial(Case, tool="audio-convert", options={"output_format": "flac"}, name="a.wav", seconds=30)
look = partial(Case, tool="media-info", name="a.mp4", seconds=30)
MJPEG = ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-frames:v", "1")
SILENT = (*USUAL, "-an")
MOST = struct.pack(">I", 0xFFFFFFFF)


def sized(size: str) -> bytes:
    """An AVI of one picture of this size."""
    return encoded("avi", "-f", "lavfi", "-i", f"color=s={size}:d=0.04", *MJPEG)


def tracks(count: int) -> bytes:
    """A Matroska file of pictures and so many tracks of sound."""
    maps = ("-map", "0", *("-map", "1") * count, "-c:v", "libx264", "-c:a", "pcm_u8", "-ar", "8000")
    return encoded("mkv", *PICTURES, *TONE, *maps)


def chapters(count: int) -> bytes:
    """A Matroska file of so many chapters."""
    told = b"".join(b"[CHAPTER]\nSTART=%d\nEND=%d\ntitle=%d\n" % (at, at + 1, at) for at in range(count))
    given = (*PICTURES, "-f", "ffmetadata", "-i", "pipe:0", "-map_chapters", "1", "-c:v", "libx264")
    return encoded("mkv", *given, fed=b";FFMETADATA1\n" + told)


def endless_avi() -> bytes:
    """An AVI that says it has two billion pictures."""
    content = film("avi", arguments=("-c:v", "mpeg4", "-an"))
    return patched(content, b"strh", 4 + 32, struct.pack("<I", 2**31 - 1))


def slow() -> bytes:
    """A film whose pictures are shown for years each."""
    content = patched(film(arguments=SILENT), b"mdhd", 12, struct.pack(">I", 1))
    return patched(content, b"stts", 12, struct.pack(">I", 2**31 - 1))


def loop(size: int) -> bytes:
    """A film whose table of contents lies about its size."""
    return patched(film(), b"moov", -8, struct.pack(">I", size))


VIDEOS: dict[str, dict[str, tuple[str, Callable[[], bytes], str]]] = {
    "H115": {
        "pictures of 17,000 x 16": ("a.avi", partial(sized, "17000x16"), "input_limit"),
        "pictures of 16 x 17,000": ("a.avi", partial(sized, "16x17000"), "input_limit"),
        "pictures of 8,200 x 8,200": ("a.avi", partial(sized, "8200x8200"), "input_limit"),
        "ten thousand pictures a second": (
            "a.mp4", lambda: film(arguments=(*SILENT, "-r", "10000", "-t", "0.1")), "input_limit",
        ),
        "two billion ticks a second": (
            "a.mp4", lambda: patched(film(arguments=SILENT), b"mdhd", 12, struct.pack(">I", 2**31 - 1)),
            "input_limit",
        ),
        "pictures that are shown for years": ("a.mp4", slow, "input_limit"),
        "two billion pictures that are not there": ("a.avi", endless_avi, "input_limit"),
    },
    "H116": {
        "four billion samples": ("a.mp4", lambda: patched(film(), b"stsz", 8, MOST), "input_corrupt"),
        "four billion times": ("a.mp4", lambda: patched(film(), b"stts", 4, MOST), "tool_memory"),
        "a table of contents of two gigabytes": ("a.mp4", partial(loop, 2**31), "completed"),
        "a table of contents to the end": ("a.mp4", partial(loop, 0), "completed"),
        "a table of contents of one byte": ("a.mp4", partial(loop, 1), "input_not_allowed"),
        "boxes within each other": (
            "a.mp4", lambda: box(b"ftyp", b"isom\0\0\0\0") + nested_boxes(50_000), "input_not_allowed",
        ),
    },
    "H117": {
        "40 tracks": ("a.mkv", partial(tracks, 40), "input_limit"),
        "200 tracks": ("a.mkv", partial(tracks, 200), "input_limit"),
        "50,000 chapters": ("a.mkv", partial(chapters, 50_000), "completed"),
    },
}  # fmt: skip


def nested_boxes(levels: int) -> bytes:
    """Boxes of which each holds the next one and nothing else."""
    sizes = range(8 * levels, 0, -8)
    return b"".join(struct.pack(">I", size) + (b"moov" if size == 8 * levels else b"trak") for size in sizes)


SOUNDS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "four gigabytes that are not there": ("a.wav", lambda: wav(said=0xFFFFFFFF), "completed"),
    "three gigabytes that are not there": ("a.wav", lambda: wav(said=3 << 30), "input_corrupt"),
    "no channel": ("a.wav", lambda: wav(channels=0), "input_corrupt"),
    "17 channels": ("a.wav", lambda: wav(channels=17), "input_limit"),
    "no sample a second": ("a.wav", lambda: wav(rate=0), "input_corrupt"),
    "two billion samples a second": ("a.wav", lambda: wav(rate=2**31 - 1), "input_limit"),
    "four billion samples a second": ("a.wav", lambda: wav(rate=2**32 - 1), "input_corrupt"),
    "an AIFF without channel": ("a.aiff", lambda: aiff(channels=0, rate_exponent=13), "input_corrupt"),
    "an AIFF of too many samples a second": (
        "a.aiff",
        lambda: aiff(channels=1, rate_exponent=30),
        "input_limit",
    ),
    "25 hours of silence": ("a.flac", partial(silent_flac, 25, tells=True), "input_limit"),
    "25 hours of silence that are not told": ("a.flac", partial(silent_flac, 25, tells=False), "input_limit"),
}
LOOKS = {
    "four billion samples": "input_corrupt",
    "four billion times": "tool_memory",
    "a table of contents of one byte": "completed",
    "boxes within each other": "completed",
}

CASES = (
    *(
        rotate(id=id, what=what, name=name, make=when_asked(write), expect=(expect,))
        for id, videos in VIDEOS.items()
        for what, (name, write, expect) in videos.items()
    ),
    *(
        look(id="H116", what=f"a look at {what}", make=when_asked(VIDEOS["H116"][what][1]), expect=(expect,))
        for what, expect in LOOKS.items()
    ),
    look(
        id="H117",
        what="a look at 50,000 chapters",
        name="a.mkv",
        make=when_asked(partial(chapters, 50_000)),
        expect=("completed",),
        absent=(b'"title": "1000"',),
    ),
    *(
        listen(
            id="H117",
            what=f"a cover of four gigapixels, for {format}",
            name="a.mp3",
            options={"output_format": format},
            make=when_asked(lambda: with_cover(encoded("mp3", *TONE), huge_png())),
            expect=("completed", "input_corrupt", "input_limit"),
        )
        for format in ("m4a", "flac", "ogg")
    ),
    listen(
        id="H117",
        what="a cover of 256 megabytes that are not there",
        name="a.mp3",
        make=bytes_of(b"ID3\3\0\0\x7f\x7f\x7f\x7fAPIC" + MOST + b"\0\0\0image/png\0\3\0"),
        expect=("input_corrupt",),
    ),
    *(
        listen(
            id="H118",
            what=what,
            name=name,
            options={"output_format": "wv" if name == "a.flac" else "flac"},
            make=when_asked(write),
            expect=(expect,),
        )
        for what, (name, write, expect) in SOUNDS.items()
    ),
    listen(
        id="H118",
        what="a chunk of four gigabytes before the sound",
        make=bytes_of(b"RIFF\xff\xff\xff\xffWAVEjunk\xff\xff\xff\xff" + chunk(b"fmt ", bytes(16))),
        expect=("input_corrupt",),
    ),
)
