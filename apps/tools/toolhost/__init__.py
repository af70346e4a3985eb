"""Runs tools: one zygote for each worker, and for each run a keeper and a sandboxed child forked from it."""
