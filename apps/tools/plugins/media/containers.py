"""What each video container carries, and what is encoded for it."""

from dataclasses import dataclass
from typing import Literal

from apps.tools.plugins.media.video_encoders import Codec

VideoFormat = Literal[
    "mp4", "webm", "mkv", "mov", "avi", "m4v", "wmv", "flv", "mpg", "ts", "m2ts", "3gp", "ogv", "vob"
]
TITLES: dict[VideoFormat, str] = {
    "mp4": "MP4",
    "webm": "WebM",
    "mkv": "Matroska",
    "mov": "QuickTime",
    "avi": "AVI",
    "m4v": "M4V (Apple)",
    "wmv": "Windows Media",
    "flv": "Flash",
    "mpg": "MPEG",
    "ts": "MPEG transport stream",
    "m2ts": "Blu-ray stream",
    "3gp": "3GPP",
    "ogv": "Ogg",
    "vob": "DVD",
}

WITHOUT_TIMESTAMPS = frozenset({"avi", "mpg", "vob", "wmv"})
"""Formats whose packets lack the timestamps that another container needs: their video is re-encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """An output container: what it takes as it is, and what is encoded instead."""

    muxer: str
    video_codecs: frozenset[str]
    audio_codecs: frozenset[str]
    encodes: tuple[Codec, ...]
    """The codecs that may be asked for, the usual one first."""
    audio_encoder: str
    audio_rates: tuple[int, ...] = ()
    """The only sample rates the container takes, whatever the codec."""
    keeps_rotation: bool = False
    """Matroska can carry a rotation too, but most players ignore it there."""
    subtitles: str | None = None
    """The encoder of text subtitles."""
    subtitle_codecs: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()


_MPEG4_VIDEO = frozenset({"h264", "hevc", "av1", "mpeg4"})
_MPEG4_AUDIO = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
_FAST_START = ("-movflags", "+faststart")
_STREAM_VIDEO = frozenset({"h264", "hevc", "mpeg2video"})
_STREAM_AUDIO = frozenset({"aac", "mp2", "mp3", "ac3", "eac3"})

CONTAINERS: dict[VideoFormat, Container] = {
    "mp4": Container(
        muxer="mp4",
        video_codecs=_MPEG4_VIDEO | {"vp9"},
        audio_codecs=_MPEG4_AUDIO | {"opus"},
        encodes=("h264", "hevc", "av1", "vp9", "mpeg4"),
        audio_encoder="aac",
        keeps_rotation=True,
        subtitles="mov_text",
        subtitle_codecs=frozenset({"mov_text"}),
        flags=_FAST_START,
    ),
    "webm": Container(
        muxer="webm",
        video_codecs=frozenset({"vp8", "vp9", "av1"}),
        audio_codecs=frozenset({"opus", "vorbis"}),
        encodes=("vp9", "av1"),
        audio_encoder="libopus",
        subtitles="webvtt",
        subtitle_codecs=frozenset({"webvtt"}),
    ),
    "mkv": Container(
        muxer="matroska",
        video_codecs=_MPEG4_VIDEO | {"vp8", "vp9", "mpeg2video", "theora", "mjpeg"},
        audio_codecs=_MPEG4_AUDIO | {"opus", "vorbis", "flac", "mp2", "dts", "pcm_s16le", "pcm_s24le"},
        encodes=("h264", "hevc", "vp9", "av1", "mpeg4", "mpeg2video", "theora"),
        audio_encoder="aac",
        subtitles="srt",
        subtitle_codecs=frozenset({"subrip", "ass", "webvtt", "hdmv_pgs_subtitle", "dvd_subtitle"}),
    ),
    "mov": Container(
        muxer="mov",
        video_codecs=_MPEG4_VIDEO | {"prores", "mjpeg"},
        audio_codecs=_MPEG4_AUDIO | {"pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"},
        encodes=("h264", "hevc", "mpeg4"),
        audio_encoder="aac",
        keeps_rotation=True,
        subtitles="mov_text",
        subtitle_codecs=frozenset({"mov_text"}),
        flags=_FAST_START,
    ),
    "avi": Container(
        muxer="avi",
        video_codecs=frozenset({"mpeg4", "msmpeg4v2", "msmpeg4v3", "mjpeg"}),
        audio_codecs=frozenset({"mp3", "mp2", "ac3", "pcm_s16le"}),
        encodes=("mpeg4", "h264"),
        audio_encoder="libmp3lame",
    ),
    "m4v": Container(
        muxer="ipod",
        video_codecs=frozenset({"h264", "mpeg4"}),
        audio_codecs=frozenset({"aac", "alac", "ac3"}),
        encodes=("h264", "mpeg4"),
        audio_encoder="aac",
        keeps_rotation=True,
        subtitles="mov_text",
        subtitle_codecs=frozenset({"mov_text"}),
        flags=_FAST_START,
    ),
    "wmv": Container(
        muxer="asf",
        video_codecs=frozenset({"wmv1", "wmv2", "wmv3", "vc1"}),
        audio_codecs=frozenset({"wmav1", "wmav2", "wmapro"}),
        encodes=("wmv2",),
        audio_encoder="wmav2",
    ),
    "flv": Container(
        muxer="flv",
        video_codecs=frozenset({"h264", "flv1"}),
        audio_codecs=frozenset({"aac"}),
        encodes=("h264", "flv1"),
        audio_encoder="aac",
    ),
    "mpg": Container(
        muxer="mpeg",
        video_codecs=frozenset({"mpeg1video", "mpeg2video"}),
        audio_codecs=frozenset({"mp2"}),
        encodes=("mpeg2video",),
        audio_encoder="mp2",
    ),
    "ts": Container(
        muxer="mpegts",
        video_codecs=_STREAM_VIDEO,
        audio_codecs=_STREAM_AUDIO,
        encodes=("h264", "hevc", "mpeg2video"),
        audio_encoder="aac",
    ),
    "m2ts": Container(
        muxer="mpegts",
        video_codecs=frozenset({"h264", "mpeg2video"}),
        audio_codecs=frozenset({"ac3"}),
        encodes=("h264", "mpeg2video"),
        audio_encoder="ac3",
        audio_rates=(48_000,),
        flags=("-mpegts_m2ts_mode", "1"),
    ),
    "3gp": Container(
        muxer="3gp",
        video_codecs=frozenset({"h264", "mpeg4"}),
        audio_codecs=frozenset({"aac", "amr_nb", "amr_wb"}),
        encodes=("h264", "mpeg4"),
        audio_encoder="aac",
        keeps_rotation=True,
        subtitles="mov_text",
        subtitle_codecs=frozenset({"mov_text"}),
    ),
    "ogv": Container(
        muxer="ogg",
        video_codecs=frozenset({"theora"}),
        audio_codecs=frozenset({"vorbis", "opus", "flac"}),
        encodes=("theora",),
        audio_encoder="libvorbis",
    ),
    "vob": Container(
        muxer="vob",
        video_codecs=frozenset({"mpeg2video"}),
        audio_codecs=frozenset({"ac3", "mp2"}),
        encodes=("mpeg2video",),
        audio_encoder="ac3",
        audio_rates=(48_000,),
    ),
}


def as_video_format(format: str) -> VideoFormat:
    """A format's id, known to be that of a video; raises KeyError for another."""
    return {str(known): known for known in CONTAINERS}[format]
