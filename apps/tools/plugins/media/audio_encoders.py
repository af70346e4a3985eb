"""How sound is encoded: what each encoder of ffmpeg can do, and what it is told for a track."""

from dataclasses import dataclass

from apps.tools.plugins.media.tracks import AudioTrack

LAYOUTS = {
    1: "mono",
    2: "stereo",
    3: "3.0",
    4: "quad",
    5: "5.0",
    6: "5.1",
    7: "6.1",
    8: "7.1",
}
"""Where so many channels are usually heard."""
_PCM = {16: "s16", 24: "s24", 32: "s32"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioEncoder:
    """An encoder of ffmpeg; `kbps` are for each channel, 0 where nothing is lost."""

    codec: str
    kbps: int = 0
    min_kbps: int = 8
    max_kbps: int = 640
    """For all channels."""
    max_channels: int = 8
    max_rate: int = 192_000
    rates: tuple[int, ...] = ()
    """The only sample rates there are."""

    @property
    def is_lossless(self) -> bool:
        """Whether every sample is kept."""
        return not self.kbps


_MPEG2_RATES = (16_000, 22_050, 24_000)
_MPEG1_RATES = (32_000, 44_100, 48_000)
_MP3_RATES = (8_000, 11_025, 12_000, *_MPEG2_RATES, *_MPEG1_RATES)
_MP2_KBPS = (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_MP2_KBPS_OF_LOW_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_VORBIS_KBPS = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 500)
"""Of two channels, for the qualities from 0 to 10."""

ENCODERS = {
    "aac": AudioEncoder(codec="aac", kbps=80, rates=(*_MP3_RATES, 64_000, 88_200, 96_000)),
    "ac3": AudioEncoder(codec="ac3", kbps=96, max_channels=6, rates=_MPEG1_RATES),
    "alac": AudioEncoder(codec="alac"),
    "flac": AudioEncoder(codec="flac"),
    "libmp3lame": AudioEncoder(codec="mp3", kbps=96, max_kbps=320, max_channels=2, rates=_MP3_RATES),
    "libopencore_amrnb": AudioEncoder(codec="amr_nb", kbps=12, max_channels=1, rates=(8_000,)),
    "libopus": AudioEncoder(codec="opus", kbps=64, max_kbps=256, rates=(48_000,)),
    "libvorbis": AudioEncoder(codec="vorbis", kbps=80),
    "mp2": AudioEncoder(codec="mp2", kbps=96, max_channels=2, rates=(*_MPEG2_RATES, *_MPEG1_RATES)),
    "pcm_be": AudioEncoder(codec="pcm_s16be", max_rate=384_000, max_channels=16),
    "pcm_le": AudioEncoder(codec="pcm_s16le", max_rate=384_000, max_channels=16),
    "tta": AudioEncoder(codec="tta"),
    "wavpack": AudioEncoder(codec="wavpack"),
    "wmav2": AudioEncoder(codec="wmav2", kbps=80, min_kbps=32, max_channels=2, max_rate=48_000),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundChoice:
    """What a caller wants of the sound; None is as it is, or what is usual."""

    kbps: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bits: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that a copy would do."""
        return self == AS_IT_IS


AS_IT_IS = SoundChoice()


def encoder_arguments(
    name: str, track: AudioTrack, *, choice: SoundChoice, number: int = 0, filters: tuple[str, ...] = ()
) -> list[str]:
    """What makes ffmpeg encode a track as the output's sound track of this number."""
    encoder = ENCODERS[name]
    channels = min(choice.channels or track.channels, encoder.max_channels)
    rate = output_rate(name, track, choice=choice)
    arguments = [f"-c:a:{number}", _ffmpeg_name(name, bits=stored_bits(track, choice))]
    if encoder.kbps:
        arguments += _bitrate(name, choice.kbps, channels=channels, rate=rate, number=number)
    if name in {"flac", "wavpack", "alac", "tta"}:
        arguments += _depth(name, bits=stored_bits(track, choice), number=number)
    if rate != track.sample_rate:
        arguments += [f"-ar:a:{number}", str(rate)]
    if channels != track.channels:
        arguments += [f"-ac:a:{number}", str(channels)]
    if channels > 2 and name in {"libopus", "libvorbis"}:  # noqa: PLR2004 - stereo
        # Where the speakers stand does not matter to them, but side and back are different words.
        arguments += [f"-channel_layout:a:{number}", LAYOUTS[channels]]
    if name in {"flac", "wavpack"}:
        # Otherwise their blocks are as long as the first frame, which may be cut short.
        arguments += [f"-frame_size:a:{number}", "4096"]
    return [*arguments, *((f"-filter:a:{number}", ",".join(filters)) if filters else ())]


def output_rate(name: str, track: AudioTrack, *, choice: SoundChoice) -> int:
    """The sample rate nearest to what is wanted that the encoder has."""
    encoder = ENCODERS[name]
    wanted = min(choice.sample_rate or track.sample_rate, encoder.max_rate)
    if encoder.rates:
        return min(encoder.rates, key=lambda rate: (abs(rate - wanted), -rate))
    return wanted


def stored_bits(track: AudioTrack, choice: SoundChoice) -> int:
    """Bits of a sample: what was chosen, or what the source has; lossy sound is worth 16."""
    if choice.bits:
        return choice.bits
    return max(16, min(track.bits, 32)) if track.is_lossless else 16


def _bitrate(name: str, wanted: int | None, *, channels: int, rate: int, number: int) -> list[str]:
    """The bit rate nearest to what is wanted that the encoder takes at this sample rate."""
    encoder = ENCODERS[name]
    kbps = min(max(wanted or encoder.kbps * channels, encoder.min_kbps), encoder.max_kbps)
    if name == "libopencore_amrnb":
        return [f"-b:a:{number}", "12.2k"]
    if name == "libvorbis":
        # Its bit rates depend on everything else; its qualities are always there.
        quality = min(range(11), key=lambda at: abs(_VORBIS_KBPS[at] * channels / 2 - kbps))
        return [f"-q:a:{number}", str(quality)]
    if name == "mp2":
        allowed = _MP2_KBPS_OF_LOW_RATES if rate in _MPEG2_RATES else _MP2_KBPS
        kbps = min(allowed, key=lambda value: abs(value - kbps))
    return [f"-b:a:{number}", f"{kbps}k"]


def _ffmpeg_name(name: str, *, bits: int) -> str:
    if name not in {"pcm_le", "pcm_be"}:
        return name
    return f"pcm_{_PCM[bits if bits in _PCM else 16]}{name.removeprefix('pcm_')}"


def _depth(name: str, *, bits: int, number: int) -> list[str]:
    planar = "p" if name in {"wavpack", "alac"} else ""
    if bits <= 16:  # noqa: PLR2004 - of a compact disc
        return [f"-sample_fmt:a:{number}", f"s16{planar}"]
    return [f"-sample_fmt:a:{number}", f"s32{planar}", f"-bits_per_raw_sample:a:{number}", "24"]
