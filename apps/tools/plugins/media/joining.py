"""Joins files one after another: packet by packet where they are alike, else picture by picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.tools.base import InvalidInputError, ToolInput, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.plugins.media import ffmpeg
from apps.tools.plugins.media.audio_encoders import AS_IT_IS, LAYOUTS, SoundChoice, encoder_arguments
from apps.tools.plugins.media.codecs import all_decoders
from apps.tools.plugins.media.containers import CONTAINERS, WITHOUT_TIMESTAMPS, as_video_format
from apps.tools.plugins.media.inspection import inspect_sound, inspect_video, is_cover
from apps.tools.plugins.media.limits import check_seconds
from apps.tools.plugins.media.opening import opened
from apps.tools.plugins.media.pictures import EVEN
from apps.tools.plugins.media.sounds import SOUNDS, as_audio_format
from apps.tools.plugins.media.tracks import AudioTrack, Media, Video
from apps.tools.plugins.media.video_encoders import Encoding, allowed_rate

_COUNTED = frozenset({"flac", "tta", "wv"})
"""Formats whose header counts the samples, before the first of them; encoding them again loses nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the files."""

    source: ToolInput
    media: Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Files on their way into one, of the first one's format."""

    run: ToolRun[Any]
    parts: tuple[Part, ...]

    @property
    def format(self) -> str:
        """The format of the result."""
        return self.parts[0].source.format

    @property
    def seconds(self) -> float | None:
        """All lengths together, if each is known."""
        lengths = [part.media.seconds for part in self.parts]
        return sum(length or 0 for length in lengths) if all(lengths) else None

    def are_alike(self) -> bool:
        """Whether their packets can follow each other: same format, codecs, sizes and settings."""
        if self.format in {*WITHOUT_TIMESTAMPS, *_COUNTED} or any(
            p.source.format != self.format for p in self.parts
        ):
            return False
        return len({_signature(part) for part in self.parts}) == 1

    def copy(self) -> tuple[Path, float | None]:
        """By a list of ours, which names the files and nothing else."""
        listed = self.run.workspace / "list.txt"
        names = (str(part.source.path.absolute()).replace("'", r"'\''") for part in self.parts)
        listed.write_text("ffconcat version 1.0\n" + "".join(f"file '{name}'\n" for name in names))
        demuxer = self.parts[0].media.demuxer
        source = (
            *("-protocol_whitelist", "file", "-format_whitelist", f"concat,{demuxer}"),
            *(
                "-codec_whitelist",
                all_decoders(demuxer),
                "-f",
                "concat",
                "-safe",
                "0",
                "-i",
                f"file:{listed}",
            ),
        )
        kinds = ("-map", "0:v:0?", "-map", "0:a?") if self._is_video else ("-map", "0:a:0")
        return self._write(source, (*kinds, "-c", "copy"))

    def encode(self) -> tuple[Path, float | None]:
        """Every picture fitted into the first one's frame, every sound sampled as the first one's."""
        inputs = [a for p in self.parts for a in ffmpeg.input_arguments(p.source.path, p.media.demuxer)]
        graph: list[str] = []
        labels: list[str] = []
        for number, part in enumerate(self.parts):
            chains = (*self._pictures(number, part), *self._sound(number, part))
            graph += chains
            labels += [chain.rpartition("[")[2].rstrip("]") for chain in chains]
        kinds = f"v={int(self._is_video)}:a={int(self._track is not None)}"
        joined = "".join(f"[{label}]" for label in labels)
        outputs = ("[v]" if self._is_video else "") + ("[a]" if self._track else "")
        graph.append(f"{joined}concat=n={len(self.parts)}:{kinds}{outputs}")
        maps = [argument for label in ("[v]", "[a]") if label in outputs for argument in ("-map", label)]
        return self._write(inputs, ("-filter_complex", ";".join(graph), *maps, *self._encoders()))

    @property
    def _first(self) -> Media:
        return self.parts[0].media

    @property
    def _is_video(self) -> bool:
        return isinstance(self._first, Video)

    @property
    def _track(self) -> AudioTrack | None:
        return next((part.media.audio[0] for part in self.parts if part.media.audio), None)

    def _pictures(self, number: int, part: Part) -> tuple[str, ...]:
        frame, video = self._first, part.media
        if not isinstance(frame, Video) or not isinstance(video, Video):
            return ()
        width, height = frame.width // 2 * 2, frame.height // 2 * 2
        fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
        pad = f"pad={width}:{height}:-1:-1,setsar=1,fps={frame.frame_rate},format=yuv420p"
        return (f"[{number}:{video.index}]{EVEN},{fit},{pad}[v{number}]",)

    def _sound(self, number: int, part: Part) -> tuple[str, ...]:
        track = self._track
        if track is None:
            return ()
        layout = LAYOUTS.get(track.channels, "stereo")
        alike = f"aformat=sample_rates={track.sample_rate}:channel_layouts={layout}"
        if part.media.audio:
            return (f"[{number}:{part.media.audio[0].index}]{alike}[a{number}]",)
        silence = f"anullsrc=r={track.sample_rate}:cl={layout}"
        return (f"{silence},atrim=duration={part.media.seconds or 0:.3f}[a{number}]",)

    def _encoders(self) -> list[str]:
        track = self._track
        if not isinstance(self._first, Video):
            encoder = SOUNDS[as_audio_format(self.format)].encoder
            return encoder_arguments(encoder, track, choice=AS_IT_IS) if track else []
        container = CONTAINERS[as_video_format(self.format)]
        codec = next(
            (known for known in container.encodes if known == self._first.codec), container.encodes[0]
        )
        rate = allowed_rate(codec, self._first.frame_rate)
        pictures = [
            *Encoding(codec=codec).arguments(),
            *ffmpeg.threads(),
            *(("-r", str(rate)) if rate else ()),
        ]
        choice = SoundChoice(sample_rate=next(iter(container.audio_rates), None))
        sound = encoder_arguments(container.audio_encoder, track, choice=choice) if track else []
        return [*pictures, *sound]

    def _write(self, source: Sequence[str], output: Sequence[str]) -> tuple[Path, float | None]:
        path, name = self.run.output_path(self.format), self.format
        file = CONTAINERS[as_video_format(name)] if self._is_video else SOUNDS[as_audio_format(name)]
        clean = ("-map_metadata", "-1", "-map_chapters", "-1", *file.flags, "-f", file.muxer, f"file:{path}")
        return path, ffmpeg.run_ffmpeg(self.run, source, output, clean, total=self.seconds)


def inspect_parts(sources: Sequence[ToolInput]) -> tuple[Part, ...]:
    """Look into each; raises InvalidInputError when some are videos and some are not, or all are too long."""
    kinds = {FORMATS[source.format].family for source in sources}
    if len(kinds) > 1:
        raise InvalidInputError(
            "Videos and sound cannot be joined with each other: give files of one kind.",
            code="input_not_allowed",
        )
    inspect = inspect_video if "video" in kinds else inspect_sound
    parts = tuple(Part(source=source, media=inspect(source)) for source in sources)
    check_seconds(sum(part.media.seconds or 0 for part in parts))
    return parts


def _signature(part: Part) -> tuple[object, ...]:
    """What decoders have to know of the tracks that are joined: equal ones need no new header."""
    with opened(part.source.path, part.media.demuxer) as container:
        pictures = [stream for stream in container.streams.video if not is_cover(stream)][:1]
        shapes = tuple((p.codec_context.name, p.width, p.height, p.pix_fmt, p.average_rate) for p in pictures)
        sounds = tuple(
            (s.codec_context.name, s.rate, s.layout.name, s.format.name) for s in container.streams.audio
        )
        headers = tuple(stream.codec_context.extradata for stream in (*pictures, *container.streams.audio))
        return shapes, sounds, headers
