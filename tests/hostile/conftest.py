"""The same directories and files as in the tests of tools."""

from tests.tools.conftest import data_dir, store

__all__ = ["data_dir", "store"]
