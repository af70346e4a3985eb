"""Proves `data-convert` as tables are, whichever family a format is of."""

from apps.tools.proving.data import check, make_sample

__all__ = ["check", "make_sample"]
