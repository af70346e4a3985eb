"""What PyAV, with libraries of its own, hears in a file: how long, how many channels, which tones."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from apps.tools.proving.proofs import ProofFailedError
from apps.tools.verification.media import DEMUXERS

RATE = 8000
"""Enough for the tones of samples; what a telephone hears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard: the loudest tone of each channel in hertz, 0 for silence."""

    seconds: float
    sample_rate: int
    tones: tuple[float, ...]


def hear(path: Path, format: str) -> Heard:
    """Decode the whole first sound track."""
    pieces: list[NDArray[Any]] = []
    with av.open(str(path), format=DEMUXERS[format]) as container:
        stream = container.streams.audio[0]
        rate = stream.rate
        resampler = AudioResampler(format="fltp", layout=stream.layout, rate=RATE)
        for frame in container.decode(stream):
            pieces += [piece.to_ndarray() for piece in resampler.resample(frame)]
    pieces += [piece.to_ndarray() for piece in resampler.resample(None)]
    samples = np.concatenate(pieces, axis=1)
    return Heard(
        seconds=samples.shape[1] / RATE,
        sample_rate=rate,
        tones=tuple(_loudest(channel) for channel in samples),
    )


def _loudest(channel: NDArray[Any]) -> float:
    if np.abs(channel).max() < 0.01:  # noqa: PLR2004 - of full scale
        return 0.0
    spectrum = np.abs(np.fft.rfft(channel * np.hanning(len(channel))))
    return float(spectrum.argmax() * RATE / len(channel))


def check_sound(path: Path, format: str, *, seconds: float, tones: tuple[float, ...]) -> Heard:
    """Hold a file to its length and to the tone of each channel; mono may have any of them."""
    heard = hear(path, format)
    expect_near("seconds of sound", heard.seconds, seconds, 0.2)
    if len(heard.tones) == len(tones):
        for number, (found, wanted) in enumerate(zip(heard.tones, tones, strict=True)):
            expect_near(f"hertz of channel {number}", found, wanted, 10)
    elif len(heard.tones) != 1 or min(abs(heard.tones[0] - tone) for tone in tones) > 10:  # noqa: PLR2004
        raise ProofFailedError(f"the tones are {heard.tones}, not {tones}")
    return heard


def expect_near(what: str, found: float, wanted: float, tolerance: float) -> None:
    """Raise ProofFailedError when it is not."""
    if abs(found - wanted) > tolerance:
        raise ProofFailedError(f"the {what} is {found}, not {wanted}")
