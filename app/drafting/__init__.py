"""The story of one answer."""
