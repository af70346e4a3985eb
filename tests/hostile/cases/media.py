"""Sound and film that reach for other files, for the network, for seldom decoders and for commands."""

import struct
from functools import partial

from tests.hostile.case import Case, Lures, Make, bytes_of
from tests.hostile.cases.making import when_asked, with_lures
from tests.hostile.cases.media_parts import box, chunk, film

rotate = partial(Case, tool="video-rotate", options={"rotation": "90_cw"}, name="a.mp4", seconds=30)
PLAYLISTS = {
    "HLS": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{target}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{target}'\n",
    "DASH": "<MPD><Period><AdaptationSet><BaseURL>{target}</BaseURL></AdaptationSet></Period></MPD>",
    "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "ASX": '<asx version="3.0"><entry><ref href="{target}"/></entry></asx>',
}
ENDINGS = {"HLS": "m3u8", "concat": "ffconcat", "DASH": "mpd", "SDP": "sdp", "ASX": "asx"}
START = box(b"ftyp", b"isom\0\0\0\0")


def playlist(kind: str, lures: Lures, *, start: bytes = b"", far: bool = True) -> bytes:
    """A list that names the listener or the secret, behind these bytes."""
    target = f"{lures.url}/a.ts" if far else f"file://{lures.secret}"
    return start + PLAYLISTS[kind].format(target=target, port=lures.port).encode()


def with_list(lures: Lures) -> bytes:
    """An AVI whose subtitles are a playlist."""
    listed = playlist("HLS", lures, far=False)
    header = struct.pack("<14I", 40_000, 0, 0, 16, 1, 0, 1, 0, 96, 64, 0, 0, 0, 0)
    stream = struct.pack("<4s4sIHHIIIIIIII4H", b"txts", b"", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 0, 0)
    track = chunk(b"LIST", b"strl" + chunk(b"strh", stream) + chunk(b"strf", b""))
    subtitle = b"GAB2\0" + struct.pack("<HIHHI", 2, 2, 0, 4, len(listed)) + listed
    tracks = chunk(b"LIST", b"hdrl" + chunk(b"avih", header) + track)
    return chunk(b"RIFF", b"AVI " + tracks + chunk(b"LIST", b"movi" + chunk(b"00tx", subtitle)))


def elsewhere(lures: Lures) -> bytes:
    """A film whose samples are in another file."""
    content, here = film(), b"\0\0\0\x0curl \0\0\0\1"
    there = box(b"url ", bytes(4) + f"file://{lures.secret}\0".encode())
    at = content.index(here)
    content = content[:at] + there + content[at + len(here) :]
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = content.index(name) - 4
        (size,) = struct.unpack_from(">I", content, start)
        grown = struct.pack(">I", size + len(there) - len(here))
        content = content[:start] + grown + content[start + 4 :]
    return content


def tagged(codec: bytes) -> bytes:
    """An AVI that says it is packed in another way."""
    content = film("avi", arguments=("-c:v", "mpeg4", "-c:a", "libmp3lame"))
    return content.replace(b"FMP4", codec)


TEXT = b"\x1b[31mnothing but letters\n" * 400
CODECS: dict[str, tuple[str, Make]] = {
    name: (f"a.{extension}", when_asked(partial(film, extension, arguments=arguments)))
    for name, extension, arguments in (
        ("MagicYUV", "avi", ("-c:v", "magicyuv", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame")),
        ("FFVHuff", "avi", ("-c:v", "ffvhuff", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame")),
        ("Zip Motion", "avi", ("-c:v", "zmbv", "-c:a", "libmp3lame")),
        ("WavPack", "mkv", ("-c:v", "libx264", "-c:a", "wavpack")),
        ("QuickTime animation", "mov", ("-c:v", "qtrle", "-pix_fmt", "rgb24", "-c:a", "aac")),
    )
} | {
    name: ("a.avi", when_asked(partial(tagged, codec)))
    for name, codec in (
        ("TechSmith", b"tscc"),
        ("Fraps", b"FPS1"),
        ("CamStudio", b"CSCD"),
        ("Smacker", b"SMK2"),
    )
}

CASES = (
    *(
        rotate(
            id="H111" if not far else "H112",
            what=f"a {kind} list {place}{' that leads far' if far else ''}",
            name=name or f"a.{ENDINGS[kind]}",
            make=with_lures(partial(playlist, kind, start=start, far=far)),
            expect=(expect,),
        )
        for kind in PLAYLISTS
        for far in (False, True)
        for place, name, start, expect in (
            ("that is called MP4", "a.mp4", b"", "input_mismatch"),
            ("behind the start of an MP4", "a.mp4", START, "input_corrupt"),
            ("under its own name", "", b"", "input_not_allowed"),
        )
    ),
    rotate(
        id="H112",
        what="two lists to be joined",
        tool="media-join",
        options={},
        make=with_lures(partial(playlist, "HLS", start=START)),
        more=(("file", "b.mp4", with_lures(partial(playlist, "concat", start=START))),),
        expect=("input_corrupt",),
    ),
    rotate(id="H113", what="a text that is called MP4", make=bytes_of(TEXT), expect=("input_mismatch",)),
    rotate(
        id="H113",
        what="a text behind the start of an MP4",
        make=bytes_of(START + TEXT),
        expect=("input_corrupt",),
    ),
    rotate(
        id="H113",
        what="a text for a terminal",
        name="a.ans",
        make=bytes_of(TEXT),
        expect=("input_not_allowed",),
    ),
    *(
        rotate(
            id="H114",
            what=f"subtitles that are a list, for {tool}",
            tool=tool,
            options=options,
            name="a.avi",
            make=with_lures(with_list),
            expect=expect,
        )
        for tool, options, expect in (
            ("video-rotate", {"rotation": "90_cw"}, ("input_not_allowed", "input_corrupt")),
            ("media-info", {}, ("completed", "input_corrupt")),
            ("subtitle-extract", {}, ("input_not_allowed", "input_corrupt")),
        )
    ),
    *(
        rotate(
            id="H114",
            what=f"samples in another file, {how}",
            tool="video-convert",
            options={"output_format": format, "mode": how},
            make=with_lures(elsewhere),
            expect=("completed",),
        )
        for format, how in (("mkv", "copy"), ("mp4", "reencode"))
    ),
    *(
        rotate(id="H119", what=name, name=file, make=make, expect=("input_not_allowed",))
        for name, (file, make) in CODECS.items()
    ),
)
