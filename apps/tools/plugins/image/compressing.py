"""From a file to a smaller file: which formats are tried, and when the file stays as it is."""

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.plugins.image.compress_options import (
    ByteBudget,
    CompressedFormat,
    ImageCompressed,
    ImageCompressOptions,
    LikenessFloor,
)
from apps.tools.plugins.image.compression import Found, find_best, out_of_reach
from apps.tools.plugins.image.editing import Edit, frame_count, load_pixels
from apps.tools.plugins.image.encoding import Encoding
from apps.tools.plugins.image.loading import Picture, read_picture
from apps.tools.plugins.image.trials import Laboratory

_TRIALS_EACH = 9
"""About so many for each format, for the progress."""
_KEPT: dict[str, CompressedFormat] = {"jpg": "jpg", "png": "png", "webp": "webp", "avif": "avif"}


def fits_already(run: ToolRun[ImageCompressOptions]) -> bool:
    """Whether the file meets the budget as it is, in the format asked for."""
    options, format = run.options, run.source.format
    kept = options.output_format == format or (options.output_format == "same" and format in _KEPT)
    return kept and isinstance(options.goal, ByteBudget) and run.source.size <= options.goal.max_bytes


def unchanged(run: ToolRun[ImageCompressOptions], *, trials: int) -> ToolOutput:
    """The file as it came in."""
    picture = read_picture(run.source)
    result = ImageCompressed(
        bytes_before=run.source.size,
        bytes_after=run.source.size,
        saved_percent=0,
        format=run.source.format,
        quality=None,
        ssim=None,
        width=picture.width,
        height=picture.height,
        trials=trials,
    )
    note = "The file was not changed: nothing smaller meets the goal. It keeps its metadata."
    data = run.source.path.read_bytes()
    return run.write(data, format=run.source.format, result=result, notes=(note,))


def compress(run: ToolRun[ImageCompressOptions]) -> ToolOutput:
    """The best encoding that meets the goal; the file itself where none that does is smaller."""
    options, picture = run.options, read_picture(run.source)
    moving = picture.animated and options.output_format in {"same", "smallest", "webp"}
    encoding = Encoding(
        format="webp", quality=100, lossless=False, background=options.background, metadata=options.metadata
    )
    edit = Edit(picture=picture, encoding=encoding, every_frame=moving, notes=picture.notes)
    image = load_pixels(edit)
    formats = _formats(picture, wanted=options.output_format, moving=moving, clear=image.hasalpha())
    expected = _TRIALS_EACH * len(formats)
    laboratory = Laboratory(
        fresh_path=run.output_path,
        told=lambda count, message: run.progress(count / (count + max(1, expected - count)), message),
        background=options.background,
        metadata=options.metadata,
    )
    best = find_best(laboratory, image, formats=formats, goal=options.goal)
    stays = isinstance(options.goal, LikenessFloor) and run.source.format in formats
    if stays and (best is None or best.trial.size >= run.source.size):
        return unchanged(run, trials=laboratory.count)
    if best is None:
        raise out_of_reach(options.goal)
    notes = (*edit.notes, *_notes(picture, best, moving=moving))
    return _write(run, best, frames=frame_count(image), trials=laboratory.count, notes=notes)


def _formats(picture: Picture, *, wanted: str, moving: bool, clear: bool) -> list[CompressedFormat]:
    """What is tried; only WebP moves, and JPEG has no transparency."""
    if moving:
        return ["webp"]
    if wanted == "smallest":
        return ["webp", "avif"] if clear else ["jpg", "webp", "avif"]
    asked = _KEPT.get(picture.source.format if wanted == "same" else wanted)
    return [asked or ("webp" if clear else "jpg")]


def _notes(picture: Picture, best: Found, *, moving: bool) -> list[str]:
    trial, notes = best.trial, []
    if trial.format != picture.source.format:
        notes.append(f"The result is a {FORMATS[trial.format].title}.")
    if trial.page_size != (picture.width, picture.height):
        notes.append(
            f"The picture was made smaller, {trial.page_size[0]} x {trial.page_size[1]} pixels, to fit."
        )
    if picture.frames > 1 and not moving:
        notes.append(f"Only the first picture of {picture.frames} was kept.")
    return notes


def _write(
    run: ToolRun[ImageCompressOptions], best: Found, *, frames: int, trials: int, notes: tuple[str, ...]
) -> ToolOutput:
    trial, before = best.trial, run.source.size
    width, height = trial.page_size
    result = ImageCompressed(
        bytes_before=before,
        bytes_after=trial.size,
        saved_percent=round(max(0.0, 100 - 100 * trial.size / before), 1),
        format=trial.format,
        quality=trial.quality,
        ssim=round(best.likeness, 5),
        width=width,
        height=height,
        trials=trials,
    )
    claims = {"width": width, "height": height} | ({"frames": 1} if frames == 1 else {})
    return run.write(trial.path, format=trial.format, claims=claims, result=result, notes=notes)
