"""Checks: each sentence against only what it cites."""
