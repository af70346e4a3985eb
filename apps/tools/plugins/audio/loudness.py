"""Levels the loudness by EBU R 128 in two passes: measure everything, then change everything alike."""

import json
import math
from typing import Any

from pydantic import BaseModel, TypeAdapter

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.tracks import AudioTrack, Media

TRUE_PEAK = -1.5
"""In dBTP: lossy codecs overshoot, so full scale is not used up."""
RANGE = 20
"""In LU, the widest there is to keep: a narrower one would be compressed."""


class Measurement(BaseModel):
    """What ffmpeg's `loudnorm` found, in LUFS, dBTP and LU."""

    input_i: float
    input_tp: float
    input_lra: float
    input_thresh: float
    target_offset: float


_measurements: TypeAdapter[Measurement] = TypeAdapter(Measurement)


def measure(run: ToolRun[Any], media: Media, track: AudioTrack, *, target: float) -> Measurement:
    """Listen to the whole track; raises InvalidInputError when it is silent."""
    report = run.workspace / "loudness.json"
    asked = f"{_settings(target)}:print_format=json:stats_file={report.name}"
    source = ffmpeg.input_arguments(run.source.path, media.demuxer)
    output = ("-map", f"0:{track.index}", "-af", asked, "-f", "null", "-")
    ffmpeg.run_ffmpeg(run, source, output, total=media.seconds, share=(0, 0.5))
    found = _measurements.validate_python(json.loads(report.read_text()))
    if not math.isfinite(found.input_i):
        raise InvalidInputError(
            "The sound is silent, so it has no loudness to level. Leave 'loudness' out.",
            code="input_not_allowed",
        )
    return found


def levelling(found: Measurement, *, target: float, sample_rate: int) -> tuple[str, ...]:
    """The filters that bring what was measured to the target."""
    known = {
        "measured_I": found.input_i,
        "measured_TP": found.input_tp,
        "measured_LRA": found.input_lra,
        "measured_thresh": found.input_thresh,
        "offset": found.target_offset,
    }
    measured = ":".join(f"{name}={value}" for name, value in known.items())
    # It works at 192 kHz when peaks are in its way.
    return (f"{_settings(target)}:linear=true:{measured}", f"aresample={sample_rate}")


def _settings(target: float) -> str:
    return f"loudnorm=I={target}:TP={TRUE_PEAK}:LRA={RANGE}"
