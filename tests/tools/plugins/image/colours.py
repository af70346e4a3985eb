"""Compares colours that an encoder may shift a little."""


def near(pixel: object, colour: tuple[int, ...], *, by: int = 20) -> bool:
    """Whether no channel differs by more."""
    assert isinstance(pixel, tuple)
    return all(abs(found - wanted) <= by for found, wanted in zip(pixel, colour, strict=False))
