"""The composition root: the only package that knows all the others."""

from apps.config.celery import app as celery_app

__all__ = ["celery_app"]
