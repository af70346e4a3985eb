"""Samples of videos with a subtitle track; what comes out is read as subtitles are."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tools.plugins.media.containers import CONTAINERS, as_video_format
from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.proving import subtitle, video
from apps.tools.proving.subtitle import Cue, check

__all__ = ["check", "make_sample"]

CUES = subtitle.CUES[:2]


def make_sample(format: str, path: Path) -> tuple[Cue, ...]:
    """The video of the other proofs, with the first subtitles of theirs."""
    container = CONTAINERS[as_video_format(format)]
    with TemporaryDirectory(prefix="sample-") as folder:
        film, text = Path(folder, f"film.{format}"), Path(folder, "text.srt")
        video.make_sample(format, film)
        subtitle.make_sample("srt", text)
        # The last cue is an hour later than this film is long.
        text.write_text(text.read_text("utf-8").partition("\n3\n")[0] + "\n", "utf-8")
        argv = [
            find_ffmpeg(), "-nostdin", "-v", "error", "-y", "-i", str(film), "-i", str(text),
            "-map", "0", "-map", "1", "-c", "copy", "-c:s", container.subtitles or "",
            "-f", container.muxer, str(path),
        ]  # fmt: skip
        subprocess.run(argv, check=True, timeout=60)  # noqa: S603 - our own arguments
    return CUES
