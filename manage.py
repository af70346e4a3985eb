#!/usr/bin/env python
"""Run MagicToolbox's management commands; `manage.py serve` runs the whole product."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
    execute_from_command_line(sys.argv)
