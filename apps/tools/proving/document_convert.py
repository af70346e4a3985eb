"""The proofs of `document-convert`: its tables are documents too."""

from apps.tools.proving.document import check, make_sample

__all__ = ["check", "make_sample"]
