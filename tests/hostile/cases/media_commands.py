"""Options, names and subtitles that would like to be read as commands of ffmpeg or of a shell."""

from functools import partial

from tests.hostile.case import Case, Lures
from tests.hostile.cases.making import when_asked, with_lures
from tests.hostile.cases.media_parts import film

rotate = partial(Case, tool="video-rotate", options={"rotation": "90_cw"}, name="a.mp4", seconds=30)
INJECTED = (
    ("video-add-subtitles", {"language": "eng -i /etc/passwd"}),
    ("video-add-subtitles", {"language": "a=b"}),
    ("video-convert", {"output_format": "mp4", "frame_rate": "25,movie=/etc/passwd"}),
    ("video-convert", {"output_format": "mp4", "codec": "h264 -vf drawtext=textfile=/etc/passwd"}),
    ("video-convert", {"output_format": "tee:a|b"}),
    ("video-rotate", {"rotation": "90_cw", "output_name": "file:///etc/passwd"}),
    ("video-rotate", {"rotation": "%{pts}"}),
    ("audio-convert", {"output_format": "wav:textfile=/etc/passwd"}),
)
NAMES = (
    "%d%s%n.mp4", "tee:a|b.mp4", "file:///etc/passwd.mp4", "-y.mp4", "pipe:1.mp4", "concat:a|b.mp4",
    "a',movie=b,'.mp4", "$(id);`id`.mp4",
)  # fmt: skip


def styled(lures: Lures) -> bytes:
    """Subtitles that ask for files, fonts and commands."""
    return f"""[Script Info]
ScriptType: v4.00+
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,{lures.secret},20
[Fonts]
fontname: {lures.secret}
!!!!
[Events]
Format: Layer, Start, End, Style, Text
Dialogue: 0,0:00:00.00,0:00:01.00,Default,{{\\fn{lures.url}/a.ttf}}a',movie={lures.secret},'
""".encode()


CASES = (
    *(
        rotate(
            id="H120",
            what=f"{tool} with {list(options.values())[-1]}",
            tool=tool,
            options=options,
            make=when_asked(film),
            expect=("validation_error",),
        )
        for tool, options in INJECTED
    ),
    rotate(
        id="H120",
        what="subtitles that ask for files",
        tool="video-add-subtitles",
        options={"mode": "burn"},
        name="a',movie=b,'.mp4",
        make=when_asked(film),
        more=(("subtitles", "a',textfile=b,'.ass", with_lures(styled)),),
        expect=("completed",),
    ),
    *(
        rotate(
            id="H121",
            what=f"a film that is called {name}",
            name=name,
            make=when_asked(film),
            expect=("completed",),
        )
        for name in NAMES
    ),
)
