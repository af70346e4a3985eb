"""Words lead to the tool that does what they say."""

from collections.abc import Iterator

import pytest

from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun
from apps.tools.registry import ToolRegistry
from apps.tools.services.search_tools import search_tools


class Pictures(BaseTool[NoOptions]):
    """Turn pictures into other pictures."""

    name = "picture-convert"
    title = "Convert picture"
    category = "image"
    aliases = ("heic to png", "image converter")
    input_formats = ("heic", "png", "jpg")
    output_formats = ("png", "jpg")

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        return ToolOutput()


class Films(BaseTool[NoOptions]):
    """Turn films into other films, or into a picture of the first moment."""

    name = "film-convert"
    title = "Convert film"
    category = "video"
    input_formats = ("mov", "mkv")
    output_formats = ("mp4",)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        return ToolOutput()


class Tags(BaseTool[NoOptions]):
    """Show what a camera wrote into a photo."""

    name = "photo-tags"
    title = "Read photo tags"
    category = "image"
    input_formats = ("heic", "jpg")
    output_formats = ("json",)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        return ToolOutput()

    def pairs(self) -> Iterator[tuple[str, str]]:
        yield from ()


TOOLS = ToolRegistry([Pictures(), Films(), Tags()])


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("heic to jpg", ["picture-convert", "photo-tags"]),
        ("HEIC  to  JPEG", ["picture-convert", "photo-tags"]),
        ("convert my heic files into png", ["picture-convert"]),
        ("mov -> mp4", ["film-convert"]),
        ("image converter", ["picture-convert"]),
        ("picture", ["picture-convert", "film-convert"]),
        ("conv", ["film-convert", "picture-convert"]),
        ("convert", ["film-convert", "picture-convert"]),
        ("camera", ["photo-tags"]),
        ("picture tags", []),
        ("xyzzy", []),
        ("(.*", []),
    ],
)
def test_words_lead_to_tools_the_best_first(q: str, names: list[str]) -> None:
    assert [tool.name for tool in search_tools(tools=TOOLS, q=q)] == names
