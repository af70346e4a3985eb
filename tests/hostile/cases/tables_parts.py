"""What the cases of tables have in common."""

from typing import Any

from tests.hostile.case import Case, Make


def convert(
    id: str,
    what: str,
    make: Make,
    name: str,
    target: str,
    *expect: str,
    tool: str = "data-convert",
    **more: Any,
) -> Case:
    """A case of `data-convert` unless another tool is named."""
    return Case(
        id=id,
        what=what,
        tool=tool,
        name=name,
        make=make,
        options={**({"output_format": target} if target else {}), **more.pop("options", {})},
        expect=expect or ("completed",),
        **more,
    )
