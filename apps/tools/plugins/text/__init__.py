"""Tools for plain text, and for the bytes of any file."""
