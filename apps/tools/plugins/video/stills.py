"""Takes still pictures out of a video: one, or a sheet of many."""

from dataclasses import dataclass
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.span import Span
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.video.sizing import fitted, scaling
from apps.tools.plugins.video.thumbnail_options import VideoThumbnailOptions

MAX_SHEET = 50_000_000
"""Pixels of a whole sheet."""
_TELLING = ("fps=2", "thumbnail=12")
"""Of six seconds' pictures, the one that is most like the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stills:
    """A video and the pictures that are wanted of it."""

    run: ToolRun[VideoThumbnailOptions]
    video: Video

    @property
    def picture(self) -> tuple[int, int]:
        """Width and height of one picture."""
        return self._fit or (self.video.width, self.video.height)

    @property
    def _fit(self) -> tuple[int, int] | None:
        return fitted(self.video, width=self.run.options.width, height=None)

    def take_one(self) -> Path:
        """The picture of the moment, or a telling one."""
        moment, seconds = self.run.options.moment, self.video.seconds
        if moment is not None and seconds and moment >= seconds:
            raise InvalidInputError(
                f"The video has {seconds:.2f} seconds; there is no picture at {moment:g} s.",
                code="input_not_allowed",
            )
        path = self.run.output_path(self.run.options.output_format)
        if moment is None:
            self._take((seconds or 0) / 10, (*scaling(self._fit), *_TELLING), path, encoder=self._encoder())
        else:
            self._take(moment, scaling(self._fit), path, encoder=self._encoder())
        if not path.exists():
            raise InvalidInputError(f"The video ends before {moment or 0:g} s.", code="input_not_allowed")
        return path

    def take_sheet(self) -> Path:
        """Pictures in equal distances, side by side; each is sought, so that long videos take no longer."""
        options, seconds = self.run.options, self.video.seconds
        count, (width, height) = options.columns * options.rows, self.picture
        if not seconds:
            raise InvalidInputError(
                "The video does not say how long it is; convert it to MP4 first.", code="input_not_allowed"
            )
        if count * width * height > MAX_SHEET:
            raise InvalidInputError(
                f"The sheet would have {count * width * height} pixels; at most {MAX_SHEET} are made. "
                "Choose a smaller width.",
                code="input_limit",
            )
        for number in range(count):
            moment = seconds * (number + 0.5) / count
            self._take(moment, scaling(self.picture), self.run.workspace / f"still-{number:03d}.png")
            self.run.progress((number + 1) / (count + 1), f"picture {number + 1} of {count}")
        path = self.run.output_path(options.output_format)
        stills = ("-f", "image2", "-start_number", "0", "-i", f"{self.run.workspace}/still-%03d.png")
        tiles = ("-vf", f"tile={options.columns}x{options.rows}", "-frames:v", "1")
        self.run.exec(ffmpeg.command(stills, tiles, self._encoder(), ("-update", "1", f"file:{path}")))
        return path

    def _take(
        self,
        moment: float,
        filters: tuple[str, ...],
        path: Path,
        *,
        encoder: tuple[str, ...] = ("-c:v", "png"),
    ) -> None:
        source = Span(start=moment).input_arguments(self.run.source.path, self.video.demuxer)
        drawn = ("-vf", ",".join(filters)) if filters else ()
        output = ("-map", f"0:{self.video.index}", *drawn, "-frames:v", "1", *encoder)
        ffmpeg.run_ffmpeg(
            self.run, source, output, ("-f", "image2", "-update", "1", f"file:{path}"), total=None
        )

    def _encoder(self) -> tuple[str, ...]:
        quality = self.run.options.quality
        match self.run.options.output_format:
            case "jpg":
                # From 2, the best, to 31.
                return (
                    "-c:v",
                    "mjpeg",
                    "-pix_fmt",
                    "yuvj420p",
                    "-q:v",
                    str(round(31 - (quality - 1) * 29 / 99)),
                )
            case "webp":
                return ("-c:v", "libwebp", "-quality", str(quality), "-f", "image2")
            case _:
                return ("-c:v", "png", "-pix_fmt", "rgb24")
