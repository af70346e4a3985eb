"""Samples of sound made by ffmpeg, and what PyAV hears in what became of them."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.plugins.media.sounds import SOUNDS
from apps.tools.proving.proofs import ProofFailedError
from apps.tools.proving.sound import check_sound
from apps.tools.verification.media import DEMUXERS

SECONDS, TONES, TITLE = 1.5, (440.0, 1000.0), "Sea and sky"

_ENCODERS = {
    "mp3": ("mp3", "libmp3lame"),
    "mp2": ("mp2", "mp2"),
    "aac": ("adts", "aac"),
    "m4a": ("ipod", "aac"),
    "ogg": ("ogg", "libvorbis"),
    "opus": ("opus", "libopus"),
    "flac": ("flac", "flac"),
    "wav": ("wav", "pcm_s24le"),
    "aiff": ("aiff", "pcm_s16be"),
    "caf": ("caf", "pcm_s16be"),
    "au": ("au", "pcm_mulaw"),
    "wma": ("asf", "wmav2"),
    "ac3": ("ac3", "ac3"),
    "amr": ("amr", "libopencore_amrnb"),
    "mka": ("matroska", "libvorbis"),
    "weba": ("webm", "libopus"),
    "wv": ("wv", "wavpack"),
    "tta": ("tta", "tta"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFacts:
    """What is in a sample: a tone in each channel, and a title where the format has a place for it."""

    seconds: float
    tones: tuple[float, ...]
    title: str | None


def make_sample(format: str, path: Path) -> SoundFacts:
    """One tone to the left, another to the right; AMR has one channel."""
    path.write_bytes(_sample(format))
    tones = TONES[:1] if format == "amr" else TONES
    return SoundFacts(seconds=SECONDS, tones=tones, title=TITLE if _has_tags(format) else None)


@cache
def _sample(format: str) -> bytes:
    muxer, encoder = _ENCODERS[format]
    tones = "|".join(f"0.4*sin(2*PI*{tone}*t)" for tone in (TONES[:1] if format == "amr" else TONES))
    rate = 8000 if format == "amr" else 44100
    sound = f"aevalsrc='{tones}':d={SECONDS}:s={rate}"
    with TemporaryDirectory(prefix="sample-") as folder:
        path = Path(folder, f"sample.{format}")
        argv = [
            find_ffmpeg(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", sound,
            "-metadata", f"title={TITLE}", "-c:a", encoder, "-f", muxer, str(path),
        ]  # fmt: skip
        subprocess.run(argv, check=True, timeout=60)  # noqa: S603 - our own arguments
        return path.read_bytes()


def _has_tags(format: str) -> bool:
    return any(format == name and file.has_tags for name, file in SOUNDS.items())


def check(path: Path, source: str, target: str, facts: SoundFacts) -> None:
    """Hear everything: no second and no channel is lost or changed; the title is kept where it can be."""
    heard = check_sound(path, target, seconds=facts.seconds, tones=facts.tones)
    if len(heard.tones) != len(facts.tones) and target != "amr":
        raise ProofFailedError(f"there are {len(heard.tones)} channels, not {len(facts.tones)}")
    if heard.sample_rate != 44100 and not {source, target} & {"amr", "opus", "weba"}:  # noqa: PLR2004
        raise ProofFailedError(f"there are {heard.sample_rate} samples a second, not 44100")
    if facts.title and _has_tags(target) and title_of(path, target) != facts.title:
        raise ProofFailedError(f"the title is {title_of(path, target)}, not {facts.title}")


def title_of(path: Path, format: str) -> str | None:
    """The title in the file's tags, or in those of its track."""
    with av.open(str(path), format=DEMUXERS[format]) as container:
        tags = {**container.streams.audio[0].metadata, **container.metadata}
    return next((value for key, value in tags.items() if key.lower() == "title"), None)
