"""Reads a page with RapidOCR and the models in its own wheel: nothing is fetched, nothing is written."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from apps.tools.plugins.ocr.ocr_options import Mode
from apps.tools.plugins.ocr.reading_order import in_reading_order
from apps.tools.plugins.ocr.recognition import Corners, Line, Orientation, Word

if TYPE_CHECKING:
    import numpy as np

MODES: frozenset[Mode] = frozenset({"auto", "auto_osd", "column", "block", "sparse", "sparse_osd"})
"""The layouts that make sense for an engine that finds lines by itself."""
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
_SURE = 0.85
"""Below this mean confidence a page may stand on its head."""


@dataclass
class RapidOcr:
    """RapidOCR; one model reads all of its languages."""

    mode: Mode
    name: str = "rapidocr"
    _seen: "tuple[np.ndarray, Any] | None" = None
    """The last page looked at: one that is found upright is not read twice."""

    def read(self, pixels: "np.ndarray") -> list[Line]:
        """The lines, in reading order."""
        found = self._look(pixels)
        if found.boxes is None:
            return []
        words = found.word_results if len(found.word_results) == len(found.txts) else [()] * len(found.txts)
        lines = [
            Line(_words(text, float(score), _corners(corners), parts), 0)
            for text, score, corners, parts in zip(found.txts, found.scores, found.boxes, words, strict=True)
        ]
        return in_reading_order(lines, columns=self.mode in {"auto", "auto_osd"})

    def orientation(self, pixels: "np.ndarray") -> Orientation:
        """How the page lies, by how well it is read: lines stand up, or make no sense on their heads."""
        import numpy as np

        found = self._look(pixels)
        if found.boxes is None:
            return Orientation()
        across, down = (np.ptp(found.boxes[:, :, axis], axis=1) for axis in (0, 1))
        standing = bool(np.median(down / across) > 1)
        if not standing and _confidence(found) >= _SURE:
            return Orientation()
        tries = (90, 270) if standing else (0, 180)
        turned = {degrees: self._look(np.rot90(pixels, -degrees // 90)) for degrees in tries}
        return Orientation(max(tries, key=lambda degrees: _confidence(turned[degrees])))

    def _look(self, pixels: "np.ndarray") -> Any:
        import cv2
        import numpy as np

        if self._seen is None or self._seen[0] is not pixels:
            code = cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR  # noqa: PLR2004 - no bands
            found = self._engine(cv2.cvtColor(np.ascontiguousarray(pixels), code), return_word_box=True)
            self._seen = (pixels, found)
        return self._seen[1]

    @cached_property
    def _engine(self) -> Any:
        from pathlib import Path

        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        return rapidocr.RapidOCR(
            params={name: str(models / model) for name, model in _MODELS.items()}
            | {
                # It turns some long lines on their heads; `orientation` looks at the whole page instead.
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.max_side_len": 2600,
                "EngineConfig.onnxruntime.intra_op_num_threads": 2,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )


def _confidence(found: Any) -> float:
    return 0.0 if found.boxes is None else sum(map(float, found.scores)) / len(found.scores)


def _corners(points: Any) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return first, second, third, fourth


def _words(text: str, score: float, corners: Corners, parts: Any) -> tuple[Word, ...]:
    """The words of a line; RapidOCR parts them at other signs as well, so its pieces are put together.

    A line whose pieces do not make up its text is one word.
    """
    pieces = [(piece.strip(), float(sure), _corners(points)) for piece, sure, points in parts]
    words: list[Word] = []
    for word in text.split():
        taken: list[tuple[str, float, Corners]] = []
        while pieces and len("".join(piece for piece, _, _ in taken)) < len(word):
            taken.append(pieces.pop(0))
        if "".join(piece for piece, _, _ in taken) != word:
            return (Word(text, score, corners),)
        left, right = taken[0][2], taken[-1][2]
        sure = min(confidence for _, confidence, _ in taken)
        words.append(Word(word, sure, (left[0], right[1], right[2], left[3])))
    return tuple(words)
