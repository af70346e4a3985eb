"""How pictures are encoded: one scale of quality and one of effort for every codec."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Codec = Literal["h264", "hevc", "vp9", "av1", "mpeg4", "mpeg2video", "wmv2", "flv1", "theora"]
Effort = Literal["fast", "balanced", "small"]

USUAL_CRF = 23
_FAST, _BALANCED, _SMALL = 0, 1, 2
_EFFORTS: dict[Effort, int] = {"fast": _FAST, "balanced": _BALANCED, "small": _SMALL}
_MPEG_RATES = tuple(
    Fraction(*pair)
    for pair in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How pictures are to be encoded; `bitrate` in bits a second goes before `crf`."""

    codec: Codec
    crf: int = USUAL_CRF
    effort: Effort = "fast"
    bitrate: int | None = None

    @property
    def encoder(self) -> str:
        """The name that ffmpeg gives it."""
        return _ENCODERS[self.codec]

    def arguments(self) -> list[str]:
        """The encoder and its settings."""
        rate = ["-b:v", str(self.bitrate)] if self.bitrate else _quality(self.codec, self.crf)
        return [
            "-c:v",
            self.encoder,
            *rate,
            *_settings(self.codec, _EFFORTS[self.effort]),
            "-pix_fmt",
            "yuv420p",
        ]

    def pass_arguments(self, number: int) -> tuple[str, ...]:
        """What makes this the first or the second of two passes, which leave notes to each other."""
        if not number:
            return ()
        if self.codec == "vp9":
            # It looks ahead only when it need not be quick.
            return ("-deadline", "good", "-cpu-used", "4", "-pass", str(number), "-passlogfile", "passes")
        if self.codec == "hevc":
            return ("-x265-params", f"pools=4:log-level=error:pass={number}:stats=passes.log")
        return ("-pass", str(number), "-passlogfile", "passes")


def allowed_rate(codec: Codec, wanted: Fraction) -> Fraction | None:
    """The nearest number of pictures a second that the codec can say, or None if it can say any."""
    if codec == "mpeg2video":
        return min(_MPEG_RATES, key=lambda rate: abs(rate - wanted))
    if codec in {"mpeg4", "wmv2", "flv1", "theora"}:
        # They count in ticks of which a second has at most 65,535.
        return wanted.limit_denominator(1001) if wanted <= 60 else Fraction(60)  # noqa: PLR2004
    return None


def _quality(codec: Codec, crf: int) -> list[str]:
    """The scale of x264, brought to the one of each codec so that the same number looks about the same."""
    scales: dict[Codec, Callable[[int], list[str]]] = {
        "h264": lambda value: ["-crf", str(value)],
        "hevc": lambda value: ["-crf", str(min(value + 4, 51))],
        "vp9": lambda value: ["-crf", str(min(round(value * 63 / 51) + 4, 63)), "-b:v", "0"],
        "av1": lambda value: ["-crf", str(min(round(value * 63 / 51) + 7, 63))],
        "theora": lambda value: ["-q:v", str(min(max(round(10 - (value - 10) / 4.3), 0), 10))],
    }
    # The step of older codecs doubles with every 6 of x264's.
    older = ["-q:v", str(min(max(round(2 ** ((crf - 12) / 6)), 2), 31))]
    return scales[codec](crf) if codec in scales else older


def _settings(codec: Codec, effort: int) -> list[str]:
    match codec:
        case "h264":
            return ["-preset", ("veryfast", "medium", "slow")[effort]]
        case "hevc":
            preset = ("ultrafast", "fast", "medium")[effort]
            return ["-preset", preset, "-x265-params", "pools=4:log-level=error"]
        case "vp9":
            if effort == _FAST:
                return ["-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1"]
            return ["-deadline", "good", "-cpu-used", "4" if effort == _BALANCED else "2", "-row-mt", "1"]
        case "av1":
            return ["-preset", ("10", "8", "6")[effort], "-svtav1-params", "lp=2"]
        case _:
            return ["-g", "50"]


_ENCODERS: dict[Codec, str] = {
    "h264": "libx264",
    "hevc": "libx265",
    "vp9": "libvpx-vp9",
    "av1": "libsvtav1",
    "mpeg4": "mpeg4",
    "mpeg2video": "mpeg2video",
    "wmv2": "wmv2",
    "flv1": "flv",
    "theora": "libtheora",
}
