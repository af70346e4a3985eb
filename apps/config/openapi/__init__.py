"""The one OpenAPI document: our operations, every tool's own, and signing in."""

from apps.config.openapi.document import build_document, document_bytes

__all__ = ["build_document", "document_bytes"]
