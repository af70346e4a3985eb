"""Makes an animation of a part of a video."""

from dataclasses import dataclass
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.span import Span
from apps.tools.plugins.media.tracks import Video
from apps.tools.plugins.video.gif_options import VideoToGifOptions
from apps.tools.plugins.video.sizing import fitted, scaling

MAX_FRAMES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Animation:
    """A part of a video on its way to moving pictures."""

    run: ToolRun[VideoToGifOptions]
    video: Video
    span: Span

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the result."""
        fit = fitted(self.video, width=self.run.options.width, height=None)
        return fit or (self.video.width, self.video.height)

    def check_length(self) -> None:
        """Refuse what no one could open."""
        frames = (self.span.length or 0) * self.run.options.frame_rate
        if frames > MAX_FRAMES:
            raise InvalidInputError(
                f"The animation would have {frames:.0f} pictures; at most {MAX_FRAMES} are made. "
                "Choose a shorter part or a lower frame_rate.",
                code="input_limit",
            )

    def write(self) -> Path:
        """In one pass, or for a GIF in two: the colours of all pictures, then the pictures in them."""
        options = self.run.options
        if options.output_format == "gif":
            return self._write_gif()
        format = "png" if options.output_format == "apng" else "webp"
        path = self.run.output_path(format)
        webp = (
            "-c:v",
            "libwebp_anim",
            "-quality",
            str(options.quality),
            "-loop",
            str(options.loop),
            "-f",
            "webp",
        )
        apng = ("-c:v", "apng", "-plays", str(options.loop), "-f", "apng")
        output = ("-vf", self._filters(), *(apng if format == "png" else webp), f"file:{path}")
        self._ffmpeg(self._source(), output, share=(0, 1))
        return path

    def _write_gif(self) -> Path:
        options, palette, path = (
            self.run.options,
            self.run.workspace / "palette.png",
            self.run.output_path("gif"),
        )
        choosing = f"{self._filters()},palettegen=max_colors={options.colours}:stats_mode=diff"
        self._ffmpeg(
            self._source(),
            ("-vf", choosing, "-frames:v", "1", "-update", "1", f"file:{palette}"),
            share=(0, 0.4),
        )
        painting = f"[0:{self.video.index}]{self._filters()}[a];[a][1:v]paletteuse=dither={options.dither}"
        second = ("-f", "png_pipe", "-i", f"file:{palette}")
        # GIF counts the repetitions after the first time, and -1 is none.
        loop = 0 if options.loop == 0 else options.loop - 1 or -1
        output = (
            "-lavfi",
            f"{painting}:diff_mode=rectangle",
            "-loop",
            str(loop),
            "-f",
            "gif",
            f"file:{path}",
        )
        self._ffmpeg((*self._source(), *second), output, share=(0.4, 1), is_mapped=True)
        return path

    def _filters(self) -> str:
        size = fitted(self.video, width=self.run.options.width, height=None)
        return ",".join(
            (f"fps={self.run.options.frame_rate}", *(f"{one}:flags=lanczos" for one in scaling(size)))
        )

    def _source(self) -> tuple[str, ...]:
        return tuple(self.span.input_arguments(self.run.source.path, self.video.demuxer))

    def _ffmpeg(
        self,
        source: tuple[str, ...],
        output: tuple[str, ...],
        *,
        share: tuple[float, float],
        is_mapped: bool = False,
    ) -> None:
        chosen = () if is_mapped else ("-map", f"0:{self.video.index}")
        parts = (source, self.span.output_arguments(), chosen, ("-map_metadata", "-1"), output)
        ffmpeg.run_ffmpeg(self.run, *parts, total=self.span.length, share=share)
