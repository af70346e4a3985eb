"""Fonts and meshes made for the tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.tools.proving import font, mesh

MakeShape = Callable[[str], Path]


@pytest.fixture
def make_font(tmp_path: Path) -> MakeShape:
    """`make_font("otf")`: a font with an A and an o."""

    def make(format: str) -> Path:
        font.make_sample(format, tmp_path / f"font.{format}")
        return tmp_path / f"font.{format}"

    return make


@pytest.fixture
def make_mesh(tmp_path: Path) -> MakeShape:
    """`make_mesh("stl")`: a wedge with a base of 4 by 3 and a height of 2."""

    def make(format: str) -> Path:
        mesh.make_sample(format, tmp_path / f"wedge.{format}")
        return tmp_path / f"wedge.{format}"

    return make
