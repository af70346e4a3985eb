"""Chooses what reads: an engine that knows the language, or a clear refusal."""

from importlib.util import find_spec

from apps.tools.base import InvalidInputError, ToolRun
from apps.tools.plugins.ocr.languages import RAPIDOCR, TITLES, debian_package, find_tesseract
from apps.tools.plugins.ocr.ocr_options import OcrOptions
from apps.tools.plugins.ocr.rapid import MODES, RapidOcr
from apps.tools.plugins.ocr.recognition import Engine
from apps.tools.plugins.ocr.tesseract import Tesseract


def choose_engine(run: ToolRun[OcrOptions]) -> Engine:
    """The engine asked for, or the best one here that reads the language.

    Raises InvalidInputError (input_not_allowed), with the Debian package that helps, when there is none.
    """
    options = run.options
    needed = "osd" if options.mode == "orientation" else options.language
    script = find_tesseract(needed)
    if script and options.engine != "rapidocr":
        return Tesseract(run, script)
    if options.engine == "tesseract":
        raise _refusal(f"Tesseract cannot read {_title(needed)} here.", needed)
    if options.language not in RAPIDOCR:
        raise _refusal(f"No engine here reads {TITLES[options.language]}; RapidOCR's model cannot.", needed)
    if options.mode not in MODES:
        raise _refusal(f"RapidOCR has no mode '{options.mode}', only {', '.join(sorted(MODES))}.", needed)
    if not find_spec("rapidocr"):
        raise _refusal(f"No engine is installed that reads {TITLES[options.language]}.", needed)
    return RapidOcr(options.mode)


def _title(needed: str) -> str:
    return (
        "orientations"
        if needed == "osd"
        else next(title for language, title in TITLES.items() if language == needed)
    )


def _refusal(problem: str, needed: str) -> InvalidInputError:
    remedy = (
        f"Install the Debian packages tesseract-ocr and {debian_package(needed)} on the server, "
        "and choose the engine 'auto' or 'tesseract'"
    )
    return InvalidInputError(f"{problem} {remedy}.", code="input_not_allowed")
