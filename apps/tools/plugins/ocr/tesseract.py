"""Reads a page with Tesseract, by its table of words."""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from apps.tools.base import ToolFailedError, ToolRun
from apps.tools.plugins.ocr.languages import Script, find_tesseract
from apps.tools.plugins.ocr.ocr_options import SEGMENTATION, OcrOptions
from apps.tools.plugins.ocr.recognition import Line, Orientation, Word, box

if TYPE_CHECKING:
    import numpy as np

_WORD = "5"
"""The level of the rows that are words; those above are lines, paragraphs, blocks and the page."""
_SURE = 1.0
"""How sure Tesseract must be of an orientation, in its own unit; below are guesses about little text."""


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract with the data of one language."""

    run: ToolRun[OcrOptions]
    script: Script
    name: str = "tesseract"

    def read(self, pixels: "np.ndarray") -> list[Line]:
        """The lines, in Tesseract's reading order."""
        options = self.run.options
        table = self._ask(pixels, "-l", options.language, "--psm", SEGMENTATION[options.mode], "tsv")
        rows = [row.split("\t", 11) for row in table.splitlines()]
        words = [row for row in rows if len(row) == 12 and row[0] == _WORD and row[11].strip()]  # noqa: PLR2004
        places = sorted({tuple(map(int, row[1:4])) for row in words})
        return [
            Line(tuple(map(_word, line)), places.index(tuple(map(int, key[:3]))))
            for key, line in groupby(words, key=lambda row: row[1:5])
        ]

    def orientation(self, pixels: "np.ndarray") -> Orientation:
        """How the page lies; upright where there is too little text to tell, or no data to tell it by."""
        if not (script := find_tesseract("osd")):
            return Orientation()
        try:
            answer = Tesseract(self.run, script)._ask(pixels, "-l", "osd", "--psm", "0")
        except ToolFailedError:
            return Orientation()  # "Too few characters": Tesseract ends with an error
        found = dict(re.findall(r"^([\w ]+): (\S+)$", answer, re.MULTILINE))
        sure = float(found.get("Orientation confidence", 0)) >= _SURE
        return Orientation(int(found.get("Rotate", 0)) if sure else 0, found.get("Script"))

    def _ask(self, pixels: "np.ndarray", *arguments: str) -> str:
        import cv2

        path = self.run.output_path("png")
        cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim > 2 else pixels)  # noqa: PLR2004
        try:
            # One thread: Tesseract's own wait for each other longer than they work.
            command = (self.script.program, str(path), "stdout", "--tessdata-dir", str(self.script.data))
            dpi = ("--dpi", str(self.run.options.dpi))
            return self.run.exec(["env", "OMP_THREAD_LIMIT=1", *command, *dpi, *arguments])
        finally:
            path.unlink()


def _word(row: list[str]) -> Word:
    left, top, width, height = map(int, row[6:10])
    return Word(row[11], float(row[10]) / 100, box(left, top, left + width, top + height))
