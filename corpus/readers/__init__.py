"""Readers: bytes of one format to lines."""
