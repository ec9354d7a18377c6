"""Readers: bytes to lines with their page."""
