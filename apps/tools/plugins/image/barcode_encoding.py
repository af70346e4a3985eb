"""Turns a text into the modules of a barcode: segno for QR codes, zxing for all others."""

from collections.abc import Sequence

from apps.tools.base import InvalidInputError
from apps.tools.plugins.image.barcode_create_options import BarcodeCreateOptions
from apps.tools.plugins.image.symbologies import SYMBOLOGIES, complete

Modules = tuple[tuple[bool, ...], ...]
"""Rows of modules, true for dark ones; a barcode of bars has one row, repeated as high as it is."""


def encode_barcode(options: BarcodeCreateOptions) -> Modules:
    """The modules, without a margin; raises InvalidInputError when the text does not fit."""
    text = complete(options.kind, options.text)
    try:
        if options.kind in {"qr", "micro_qr"}:
            return _encode_qr(text, micro=options.kind == "micro_qr", error=options.error_correction)
        rows = _encode_other(text, zxing=SYMBOLOGIES[options.kind].zxing)
    except ValueError as error:
        symbology = SYMBOLOGIES[options.kind]
        raise InvalidInputError(
            f"The text of {len(text)} characters does not fit: a barcode of the kind {symbology.title} holds "
            f"{symbology.holds}. Shorten it, or choose another kind.",
            code="input_limit",
        ) from error
    return (rows[0],) * options.bar_height if SYMBOLOGIES[options.kind].linear else rows


def _encode_qr(text: str, *, micro: bool, error: str) -> Modules:
    import segno

    # Small ones have no room for more than they need: segno takes what is left.
    level = None if micro else error[0].upper()
    code = segno.make(text, micro=micro, error=level, boost_error=True)
    return _rows(code.matrix)


def _encode_other(text: str, *, zxing: str) -> Modules:
    import numpy as np
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, zxing))
    picture = zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=False)
    return _rows((np.asarray(picture) == 0).tolist())


def _rows(matrix: Sequence[Sequence[object]]) -> Modules:
    return tuple(tuple(bool(module) for module in row) for row in matrix)
