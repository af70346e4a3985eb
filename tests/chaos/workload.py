"""What is submitted, and what must come of it."""

import json
import random
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Literal

from PIL import Image

from tests.chaos.options import Options

Kind = Literal["quick", "slow", "broken"]
SLOW_SIZE = (320, 240)
ERROR = "input_corrupt"
"""What broken inputs end with."""


@dataclass(slots=True)
class Submission:
    """One execution as its client sees it."""

    number: int
    kind: Kind
    cancel_after: float | None
    """Seconds after it was accepted, or never."""
    execution: str = ""
    cancel_asked: bool = False

    @property
    def key(self) -> str:
        """Names it for good, however often it is sent."""
        return f"chaos-{self.number}"

    @property
    def tool(self) -> str:
        """Which one runs it."""
        return "image-convert" if self.kind == "slow" else "json-format"

    def body(self) -> dict[str, Any]:
        """What is sent."""
        match self.kind:
            case "slow":
                options = {"output_format": "avif", "lossless": True}
                inputs = [{"base64": b64encode(picture()).decode(), "name": "noise.jpg"}]
            case "broken":
                options, inputs = {}, [{"text": '{"number": ', "name": f"{self.number}.json"}]
            case "quick":
                text = json.dumps(document(self.number), indent=4)
                options, inputs = {"style": "minify"}, [{"text": text, "name": f"{self.number}.json"}]
        return {"inputs": inputs, "options": options}


def plan(options: Options) -> list[Submission]:
    """All of them, drawn by the seed; the first is as long as any, and each kind asked for comes up."""
    draw = random.Random(options.seed)
    kinds: list[Kind] = []
    for number in range(options.executions):
        share = draw.random()
        if (number == 0 and options.slow_share) or share < options.slow_share:
            kinds.append("slow")
        elif (number == 1 and options.broken_share) or share > 1 - options.broken_share:
            kinds.append("broken")
        else:
            kinds.append("quick")
    return [
        Submission(
            number, kind, draw.uniform(0, 0.5) if number and draw.random() < options.cancel_share else None
        )
        for number, kind in enumerate(kinds)
    ]


def document(number: int) -> dict[str, Any]:
    """Data that nobody else sends, so that outputs which were mixed up are found."""
    draw = random.Random(number)
    return {"number": number, "values": [draw.randrange(1_000_000) for _ in range(20)]}


def expected_text(number: int) -> bytes:
    """What json-format makes of it."""
    return json.dumps(document(number), separators=(",", ":")).encode() + b"\n"


@cache
def picture() -> bytes:
    """A JPEG whose lossless AVIF takes about a second."""
    content = BytesIO()
    red = Image.effect_noise(SLOW_SIZE, 60)
    Image.merge("RGB", (red, red.rotate(90), red.rotate(180))).save(content, "JPEG", quality=80)
    return content.getvalue()
