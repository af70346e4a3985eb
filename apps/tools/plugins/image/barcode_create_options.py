"""What `barcode-create` can be asked for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from apps.tools.base import Labels, ToolOptions, Ui
from apps.tools.plugins.image.edit_options import Colour, channels
from apps.tools.plugins.image.symbologies import SYMBOLOGIES, BarcodeKind, complete

_MIN_CONTRAST = 3.0
_LINEAR = [kind for kind, symbology in SYMBOLOGIES.items() if symbology.linear]


class BarcodeCreateOptions(ToolOptions):
    """Only the text must be given."""

    kind: Annotated[
        BarcodeKind, Labels({kind: symbology.title for kind, symbology in SYMBOLOGIES.items()})
    ] = Field(default="qr", description="The kind of barcode.")
    text: str = Field(
        min_length=1, max_length=4_000, description="What it says; digits only for EAN, UPC and ITF."
    )
    output_format: Annotated[
        Literal["svg", "png"], Labels({"svg": "SVG, sharp in any size", "png": "PNG"})
    ] = Field(default="svg", description="The format to write.")
    module: Annotated[int, Ui(unit="px")] = Field(
        default=8,
        ge=1,
        le=50,
        description="The side of the smallest square, or the width of the thinnest bar.",
    )
    quiet_zone: Annotated[int | None, Ui(group="advanced")] = Field(
        default=None,
        ge=0,
        le=40,
        description="The empty margin, in modules; empty for what the kind of barcode needs to be read.",
    )
    bar_height: Annotated[int, Ui(group="advanced", visible_if={"kind": _LINEAR})] = Field(
        default=50, ge=5, le=200, description="How high the bars are, in modules."
    )
    show_text: Annotated[bool, Ui(visible_if={"kind": _LINEAR})] = Field(
        default=True, description="Write the text below the bars."
    )
    error_correction: Annotated[
        Literal["low", "medium", "quartile", "high"],
        Labels(
            {"low": "Low, 7 %", "medium": "Medium, 15 %", "quartile": "Quartile, 25 %", "high": "High, 30 %"}
        ),
        Ui(group="advanced", visible_if={"kind": ["qr"]}),
    ] = Field(default="medium", description="How much of a QR code may be dirty or covered.")
    foreground: Annotated[Colour, Ui(group="advanced")] = Field(
        default="#000000", description="The colour of bars and modules, as #rrggbb."
    )
    background: Annotated[Colour | None, Ui(group="advanced")] = Field(
        default="#ffffff", description="The colour between them, as #rrggbb; empty for transparent."
    )

    @model_validator(mode="after")
    def _can_be_held_and_read(self) -> Self:
        complete(self.kind, self.text)
        ratio = _contrast(self.foreground, self.background or "#ffffff")
        if ratio < _MIN_CONTRAST:
            raise ValueError(
                f"No reader tells {self.foreground} from {self.background or 'white'}: their contrast is "
                f"{ratio:.1f}, and should be at least {_MIN_CONTRAST:g}. Choose a darker foreground."
            )
        return self


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's curve
        for value in (channel / 255 for channel in channels(colour))
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
