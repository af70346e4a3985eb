"""What each sound file carries, and what is encoded for it."""

from dataclasses import dataclass
from typing import Literal

AudioFormat = Literal[
    "mp3", "m4a", "aac", "wav", "flac", "ogg", "opus", "wma", "aiff", "ac3", "mka", "weba", "caf", "au",
    "mp2", "wv", "tta", "amr",
]  # fmt: skip
TITLES: dict[AudioFormat, str] = {
    "mp3": "MP3",
    "m4a": "M4A (AAC)",
    "aac": "AAC",
    "wav": "WAV",
    "flac": "FLAC",
    "ogg": "Ogg Vorbis",
    "opus": "Opus",
    "wma": "Windows Media",
    "aiff": "AIFF",
    "ac3": "Dolby Digital",
    "mka": "Matroska",
    "weba": "WebM",
    "caf": "Core Audio",
    "au": "Sun audio",
    "mp2": "MP2",
    "wv": "WavPack",
    "tta": "True Audio",
    "amr": "AMR (speech)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A sound format: what it takes as it is, and what is encoded instead."""

    muxer: str
    codecs: frozenset[str]
    encoder: str
    has_tags: bool = True
    has_cover: bool = False
    flags: tuple[str, ...] = ()


_ANYTHING = frozenset({"aac", "mp3", "ac3", "eac3", "alac", "opus", "vorbis", "flac", "mp2", "dts", "tta"})

SOUNDS: dict[AudioFormat, SoundFile] = {
    "mp3": SoundFile(
        muxer="mp3",
        codecs=frozenset({"mp3"}),
        encoder="libmp3lame",
        has_cover=True,
        # Version 2.3 of ID3 is the one that every player reads.
        flags=("-id3v2_version", "3"),
    ),
    "m4a": SoundFile(
        muxer="ipod",
        codecs=frozenset({"aac", "alac"}),
        encoder="aac",
        has_cover=True,
        flags=("-movflags", "+faststart"),
    ),
    "aac": SoundFile(muxer="adts", codecs=frozenset({"aac"}), encoder="aac", has_tags=False),
    "wav": SoundFile(
        muxer="wav",
        codecs=frozenset({"pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8"}),
        encoder="pcm_le",
        # Beyond 4 GiB the sizes need 64 bits.
        flags=("-rf64", "auto"),
    ),
    "flac": SoundFile(muxer="flac", codecs=frozenset({"flac"}), encoder="flac", has_cover=True),
    "ogg": SoundFile(muxer="ogg", codecs=frozenset({"vorbis"}), encoder="libvorbis"),
    "opus": SoundFile(muxer="opus", codecs=frozenset({"opus"}), encoder="libopus"),
    "wma": SoundFile(muxer="asf", codecs=frozenset({"wmav1", "wmav2", "wmapro"}), encoder="wmav2"),
    "aiff": SoundFile(
        muxer="aiff",
        codecs=frozenset({"pcm_s16be", "pcm_s24be", "pcm_s32be"}),
        encoder="pcm_be",
        has_cover=True,
        flags=("-write_id3v2", "1"),
    ),
    "ac3": SoundFile(muxer="ac3", codecs=frozenset({"ac3"}), encoder="ac3", has_tags=False),
    "mka": SoundFile(muxer="matroska", codecs=_ANYTHING | {"pcm_s16le", "pcm_s24le"}, encoder="flac"),
    "weba": SoundFile(muxer="webm", codecs=frozenset({"opus", "vorbis"}), encoder="libopus"),
    "caf": SoundFile(
        muxer="caf", codecs=frozenset({"pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"}), encoder="pcm_le"
    ),
    "au": SoundFile(
        muxer="au",
        codecs=frozenset({"pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_mulaw", "pcm_alaw"}),
        encoder="pcm_be",
        has_tags=False,
    ),
    "mp2": SoundFile(muxer="mp2", codecs=frozenset({"mp2"}), encoder="mp2", has_tags=False),
    "wv": SoundFile(muxer="wv", codecs=frozenset({"wavpack"}), encoder="wavpack"),
    "tta": SoundFile(muxer="tta", codecs=frozenset({"tta"}), encoder="tta"),
    "amr": SoundFile(muxer="amr", codecs=frozenset({"amr_nb"}), encoder="libopencore_amrnb", has_tags=False),
}


def as_audio_format(format: str) -> AudioFormat:
    """A format's id, known to be that of a sound; raises KeyError for another."""
    return {str(known): known for known in SOUNDS}[format]
