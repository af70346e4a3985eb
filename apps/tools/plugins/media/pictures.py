"""Says to ffmpeg how the pictures of a video are written: copied as they are, or encoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from apps.tools.plugins.media.containers import CONTAINERS, WITHOUT_TIMESTAMPS, Container, VideoFormat
from apps.tools.plugins.media.ffmpeg import threads
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.media.video_encoders import Encoding, allowed_rate

EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2"
"""Most codecs store colours for pairs of pixels."""
EIGHT_BIT = {"yuv420p", "yuvj420p", "nv12"}
TO_SDR = (
    "zscale=t=linear:npl=100:tin={transfer}:pin=2020:min=2020_ncl:rin=tv,format=gbrpf32le,"
    "zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
)
"""The usual chain for films in high dynamic range, so that they are not grey on ordinary screens."""
_TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The pictures of one video on their way into a container; `encoding` None copies them."""

    video: Video
    target: VideoFormat
    encoding: Encoding | None = None
    filters: tuple[str, ...] = ()
    filtered_size: tuple[int, int] | None = None
    """What the filters make of width and height, where they change them."""
    frame_rate: Fraction | None = None
    passes: int = 0
    """Which of two passes this is; 0 where one is enough."""

    @property
    def container(self) -> Container:
        """The output container."""
        return CONTAINERS[self.target]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the result, as players show it."""
        width, height = self.filtered_size or (self.video.width, self.video.height)
        return (width // 2 * 2, height // 2 * 2) if self.encoding else (width, height)

    @property
    def codec(self) -> str:
        """The codec of the pictures in the result."""
        return self.encoding.codec if self.encoding else self.video.codec

    def picture_arguments(self) -> list[str]:
        """What ffmpeg is told about the pictures."""
        if not self.encoding:
            return ["-c:v", "copy", *self._apple_tag(self.video.codec)]
        rate = allowed_rate(self.encoding.codec, self.frame_rate or self.video.frame_rate) or self.frame_rate
        timing = (f"fps={rate}",) if rate else ()
        tone = (TO_SDR.format(transfer=_TRANSFERS[self.video.transfer]),) if self.video.is_hdr else ()
        return [
            "-vf",
            ",".join((*self.filters, *timing, *tone, EVEN)),
            *self.encoding.arguments(),
            *threads(),
            *(("-enc_time_base", "demux", "-fps_mode", "vfr") if self.video.demuxer == "gif" else ()),
            *self.encoding.pass_arguments(self.passes),
            *self._apple_tag(self.encoding.codec),
        ]

    def _apple_tag(self, codec: str) -> tuple[str, ...]:
        return ("-tag:v", "hvc1") if codec == "hevc" and self.target in {"mp4", "mov"} else ()

    def picture_notes(self) -> Iterator[str]:
        """What was lost of the pictures, or chosen."""
        video, encoding = self.video, self.encoding
        if not encoding:
            return
        yield f"The pictures were encoded again with {encoding.encoder}."
        width, height = self.filtered_size or (video.width, video.height)
        if width % 2 or height % 2:
            yield "One row or column of pixels was cut off: the encoder needs even dimensions."
        if video.is_hdr:
            yield "The high dynamic range was brought down to that of ordinary screens."
        if video.pixel_format not in EIGHT_BIT:
            yield f"Colours were stored as {video.pixel_format}; now they are yuv420p."
        wanted = self.frame_rate or video.frame_rate
        rate = allowed_rate(encoding.codec, wanted)
        if rate and abs(rate - wanted) > Fraction(1, 20):
            yield (
                f"{encoding.codec} cannot show {float(wanted):g} pictures a second; "
                f"now they are {float(rate):g}."
            )


def obstacle_to_copying(video: Video, *, source: str, target: VideoFormat) -> str | None:
    """Why the pictures cannot be taken as they are, or None."""
    if video.codec not in CONTAINERS[target].video_codecs:
        return f"{target} does not take {video.codec}"
    if source in WITHOUT_TIMESTAMPS and source != target:
        return f"{source} does not time its pictures as {target} needs it"
    return None
