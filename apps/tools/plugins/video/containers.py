"""What may be read, by ffmpeg's names, and what each output container carries."""

from dataclasses import dataclass
from typing import Literal

VideoFormat = Literal["mp4", "mkv", "mov", "webm"]

VIDEO_DECODERS = (
    "h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx-vp9", "mpeg4", "mpeg2video", "mpeg1video",
    "h263", "flv", "mjpeg", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "wmv1", "wmv2", "wmv3", "vc1", "prores",
    "theora",
)  # fmt: skip
AUDIO_DECODERS = (
    "aac", "aac_fixed", "mp3", "mp3float", "mp2", "mp2float", "ac3", "ac3_fixed", "eac3", "opus", "libopus",
    "vorbis", "libvorbis", "flac", "alac", "wmav1", "wmav2", "wmapro", "amrnb", "libopencore_amrnb", "amrwb",
    "libopencore_amrwb", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le",
    "pcm_u8", "pcm_alaw", "pcm_mulaw",
)  # fmt: skip
"""Decoders that people's files need and that are fuzzed; the others, such as magicyuv, are never started."""

WITHOUT_TIMESTAMPS = frozenset({"avi", "mpg", "wmv"})
"""Formats whose packets lack the timestamps that another container needs: their video is re-encoded."""


@dataclass(frozen=True, slots=True)
class Container:
    """An output container: what it takes as it is, and what is encoded instead."""

    muxer: str
    video_codecs: frozenset[str]
    audio_codecs: frozenset[str]
    video_encoder: tuple[str, ...]
    audio_encoder: tuple[str, ...]
    keeps_rotation: bool
    flags: tuple[str, ...] = ()


_H264 = ("libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
_VP9 = (
    "libvpx-vp9",
    "-crf",
    "32",
    "-b:v",
    "0",
    "-deadline",
    "realtime",
    "-cpu-used",
    "6",
    "-pix_fmt",
    "yuv420p",
)
_MPEG4_VIDEO = frozenset({"h264", "hevc", "av1", "mpeg4"})
_MPEG4_AUDIO = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})

CONTAINERS: dict[VideoFormat, Container] = {
    "mp4": Container(
        muxer="mp4",
        video_codecs=_MPEG4_VIDEO | {"vp9"},
        audio_codecs=_MPEG4_AUDIO | {"opus"},
        video_encoder=_H264,
        audio_encoder=("aac", "160k"),
        keeps_rotation=True,
        flags=("-movflags", "+faststart"),
    ),
    "mov": Container(
        muxer="mov",
        video_codecs=_MPEG4_VIDEO | {"prores", "mjpeg"},
        audio_codecs=_MPEG4_AUDIO | {"pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"},
        video_encoder=_H264,
        audio_encoder=("aac", "160k"),
        keeps_rotation=True,
        flags=("-movflags", "+faststart"),
    ),
    "mkv": Container(
        muxer="matroska",
        video_codecs=_MPEG4_VIDEO | {"vp8", "vp9", "mpeg2video", "theora", "mjpeg"},
        audio_codecs=_MPEG4_AUDIO | {"opus", "vorbis", "flac", "mp2", "pcm_s16le", "pcm_s24le"},
        video_encoder=_H264,
        audio_encoder=("aac", "160k"),
        keeps_rotation=False,
    ),
    "webm": Container(
        muxer="webm",
        video_codecs=frozenset({"vp8", "vp9", "av1"}),
        audio_codecs=frozenset({"opus", "vorbis"}),
        video_encoder=_VP9,
        audio_encoder=("libopus", "128k"),
        keeps_rotation=False,
    ),
}
"""Matroska can carry a rotation too, but most players ignore it there."""
