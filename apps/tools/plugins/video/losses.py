"""What a conversion of a video cannot carry over, whatever the file."""

from apps.tools.plugins.media.containers import CONTAINERS

_CONTAINERS = {str(format): container for format, container in CONTAINERS.items()}


def losses_of_video(*, source: str, target: str) -> tuple[str, ...]:
    """In sentences for people."""
    made, was = _CONTAINERS[target], _CONTAINERS.get(source)
    found = ["Title, place, chapters and other metadata, unless they are asked for."]
    if not was or was.encodes[0] not in made.video_codecs:
        found.append("Some quality, unless the pictures are stored in a codec that the format takes.")
    if was and was.subtitles and not made.subtitles:
        found.append("Subtitles.")
    return tuple(found)
