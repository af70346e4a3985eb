"""What a conversion of sound cannot carry over, whatever the file."""

from apps.tools.plugins.media.audio_encoders import ENCODERS
from apps.tools.plugins.media.sounds import SOUNDS
from apps.tools.verification.media import AUDIO_DEMUXERS

_FILES = {str(format): file for format, file in SOUNDS.items()}


def losses_of_sound(*, source: str, target: str) -> tuple[str, ...]:
    """In sentences for people; a source of another family is a video."""
    file = _FILES[target]
    encoder, was = ENCODERS[file.encoder], _FILES.get(source)
    found = []
    if encoder.kbps and not (was and was.encoder == file.encoder):
        found.append("Some quality, unless the sound is stored in the same codec already.")
    if encoder.max_channels <= 2:  # noqa: PLR2004 - stereo
        found.append(f"Channels beyond {encoder.max_channels}, which are mixed.")
    if target == "amr":
        found.append("Everything above 4 kHz: it is made for speech.")
    if source not in AUDIO_DEMUXERS:
        return ("The pictures.", *found)
    if was and was.has_tags and not file.has_tags:
        found.append("Title, artist and other tags.")
    if was and was.has_cover and not file.has_cover:
        found.append("The cover.")
    return tuple(found)
