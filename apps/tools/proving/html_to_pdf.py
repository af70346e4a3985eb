"""Proofs of `html-to-pdf`: the document's HTML sample, printed."""

from apps.tools.proving.document import check, make_sample

__all__ = ["check", "make_sample"]
