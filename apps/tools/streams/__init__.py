"""Followers of executions: one watcher a process reads the events once and tells all who wait for them."""

from apps.tools.streams.subject import Subject
from apps.tools.streams.watcher import Watcher

__all__ = ["Subject", "Watcher"]
