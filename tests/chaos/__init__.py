"""Chaos: whatever is killed, stopped or filled meanwhile, every accepted execution ends once and right.

uv run python -m tests.chaos --help
"""
