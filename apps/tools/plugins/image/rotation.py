"""Both ways to rotate a picture file: by the tag of a JPEG, or pixel by pixel."""

from apps.tools.base import ToolOutput, ToolRun
from apps.tools.plugins.image.edit_options import channels
from apps.tools.plugins.image.editing import load_pixels, map_frames, plan_edit, write_edit
from apps.tools.plugins.image.jpeg_metadata import strip_jpeg, tag_jpeg
from apps.tools.plugins.image.loading import read_picture, reading, refuse_size
from apps.tools.plugins.image.removal import Findings, Policy
from apps.tools.plugins.image.rotate_options import ImageRotateOptions, ImageRotation
from apps.tools.plugins.image.turning import turn_pixels, turned_orientation, turned_size


def can_be_tagged(run: ToolRun[ImageRotateOptions]) -> bool:
    """Whether a tag can do it: a JPEG stays one, and moves by quarters, is mirrored or lies right already."""
    options, picture = run.options, read_picture(run.source)
    stays = run.source.format == "jpg" and options.output_format in {"same", "jpg"}
    moves = options.turn in {"90_cw", "180", "90_ccw"} or (options.turn == "none" and options.flip != "none")
    is_upright = options.turn == "none" and options.flip == "none" and picture.orientation == 1
    return stays and (moves or is_upright)


def rotate_by_tag(run: ToolRun[ImageRotateOptions]) -> ToolOutput:
    """Only the EXIF orientation changes, and what `metadata` does not keep; the scan stays, byte for byte."""
    options, picture = run.options, read_picture(run.source)
    orientation = turned_orientation(picture.orientation, turn=options.turn, flip=options.flip)
    with reading(run.source):
        data = run.source.path.read_bytes()
        if options.metadata != "all":
            policy = Policy(remove="all", keep_profile=options.metadata == "icc")
            data = strip_jpeg(data, policy, Findings())
        data = tag_jpeg(data, orientation)
    width, height = picture.width, picture.height
    if options.turn in {"90_cw", "90_ccw"}:
        width, height = height, width
    # What is stored lies as before; what is shown lies as the tag says.
    swapped = orientation > 4  # noqa: PLR2004 - EXIF: from 5 on by a quarter
    claims = {"width": height if swapped else width, "height": width if swapped else height}
    result = ImageRotation(method="tag", width=width, height=height)
    note = "The JPEG was turned without loss, by the EXIF tag that viewers turn it by."
    if orientation == picture.orientation == 1:
        note = "The picture lies right already, and was not compressed again."
    return run.write(data, format="jpg", claims=claims, result=result, notes=(note,))


def rotate_by_pixels(run: ToolRun[ImageRotateOptions]) -> ToolOutput:
    """Every pixel moves; a lossy format is compressed again."""
    options, edit = run.options, plan_edit(run.source, run.options)
    free = options.turn == "angle"
    if free:
        across, down = turned_size(edit.picture.width, edit.picture.height, angle=options.angle)
        frames = edit.picture.frames if edit.every_frame else 1
        refuse_size("The result", width=across, height=down, frames=frames)
    white = [255, 255, 255] if edit.encoding.format == "jpg" else None
    corners = channels(options.corners) if options.corners else white
    image = map_frames(
        load_pixels(edit),
        lambda frame: turn_pixels(
            frame, turn=options.turn, flip=options.flip, angle=options.angle, corners=corners
        ),
    )
    result = ImageRotation(method="pixels", width=image.width, height=image.get_page_height())
    lossy = edit.encoding.format in {"jpg", "webp", "avif"}
    notes = [f"The picture was compressed again, with quality {options.quality}."] if lossy else []
    return write_edit(run, edit, image, result=result, notes=notes)
