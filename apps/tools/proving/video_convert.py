"""Animated GIFs are proven as the videos they become."""

from apps.tools.proving.video import check, make_sample

__all__ = ["check", "make_sample"]
