"""What stands on a page: pieces of lines with their places, in points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one between two wide gaps. ``base`` is its baseline, ``size`` the height of its type."""

    text: str
    left: float
    right: float
    base: float
    size: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its number (from 1), its pieces and its size."""

    number: int
    pieces: tuple[Piece, ...]
    width: float = 595.0
    height: float = 842.0
