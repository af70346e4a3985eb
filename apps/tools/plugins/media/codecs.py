"""What ffmpeg may decode, by its names: what people's files need and what is fuzzed, and nothing else."""

VIDEO_DECODERS = (
    "h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx-vp9", "mpeg4", "mpeg2video", "mpeg1video",
    "h263", "flv", "mjpeg", "msmpeg4v1", "msmpeg4v2", "msmpeg4", "wmv1", "wmv2", "wmv3", "vc1", "prores",
    "theora",
)  # fmt: skip
AUDIO_DECODERS = (
    "aac", "aac_fixed", "mp3", "mp3float", "mp2", "mp2float", "ac3", "ac3_fixed", "eac3", "opus", "libopus",
    "vorbis", "libvorbis", "flac", "alac", "wmav1", "wmav2", "wmapro", "amrnb", "libopencore_amrnb", "amrwb",
    "libopencore_amrwb", "dca", "adpcm_ms", "adpcm_ima_wav", "pcm_s8", "pcm_u8", "pcm_s16le", "pcm_s16be",
    "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be",
    "pcm_alaw", "pcm_mulaw", "pcm_dvd", "pcm_bluray",
)  # fmt: skip
TEXT_DECODERS = ("subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text")
"""Subtitles that are text; those that are pictures can only be copied."""
COVER_DECODERS = ("mjpeg", "png")

_ONLY_HERE = {"wv": ("wavpack",), "tta": ("tta",), "gif": ("gif",)}
"""Rare decoders, for the files that cannot do without them."""


def video_decoders(demuxer: str) -> tuple[str, ...]:
    """The decoders of moving pictures in what this demuxer opens."""
    return _ONLY_HERE[demuxer] if demuxer == "gif" else VIDEO_DECODERS


def audio_decoders(demuxer: str) -> tuple[str, ...]:
    """The decoders of sound in what this demuxer opens."""
    return _ONLY_HERE[demuxer] if demuxer in {"wv", "tta"} else AUDIO_DECODERS


def all_decoders(demuxer: str) -> str:
    """All that may run for this demuxer, as ffmpeg's `codec_whitelist` wants it."""
    return ",".join((*video_decoders(demuxer), *audio_decoders(demuxer), *TEXT_DECODERS, *COVER_DECODERS))
