"""Keeps processes of the product alive."""
