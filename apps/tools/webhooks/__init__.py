"""Tells receivers what happened: messages, signatures, addresses that may be reached, and the sending."""
