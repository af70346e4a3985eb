"""Moves cues in time."""

from typing import TYPE_CHECKING

from apps.tools.base import InvalidInputError

if TYPE_CHECKING:
    from pysubs2 import SSAFile


def cut_at(cues: "SSAFile", seconds: float | None) -> int:
    """Keep what is shown before this time; how many cues were dropped.

    Raises InvalidInputError when none is left.
    """
    if seconds is None:
        return 0
    end = round(seconds * 1000)
    kept = [cue for cue in cues if cue.start < end]
    if not kept:
        raise InvalidInputError(
            f"The video has {seconds:.1f} seconds; all subtitles come after its end.",
            code="input_not_allowed",
        )
    for cue in kept:
        cue.end = min(cue.end, end)
    dropped = len(cues) - len(kept)
    cues.events = kept
    return dropped


def retime(cues: "SSAFile", *, speed: float, shift_ms: int) -> int:
    """Play faster, then shift; how many cues were dropped because they would end before the beginning."""
    for cue in cues:
        cue.start = round(cue.start / speed) + shift_ms
        cue.end = round(cue.end / speed) + shift_ms
    kept = [cue for cue in cues if cue.end > 0]
    dropped = len(cues) - len(kept)
    for cue in kept:
        cue.start = max(cue.start, 0)
    cues.events = kept
    return dropped
