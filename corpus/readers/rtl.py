"""Arabic lines from where their letters stand: visual order to logical order. Pure.

A PDF knows where each letter stands and not in which order the words are said. The order is taken from the places, and
what runs left to right inside (numbers, Latin words) is turned back, by the rules of the Unicode Bidirectional
Algorithm (UAX #9) read backwards.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SPACE = 0.12  # of the type size: a wider gap between letters is a space
_ARABIC = re.compile("[\u0620-\u06ff\ufb50-\ufefc]")
_OPENING = "([{«"
_MIRRORED = dict(zip("([{«)]}»", ")]}»([{«", strict=True))
_JOINS = ".,/:٫٬"  # between two figures these keep a number together


@dataclass(frozen=True, slots=True)
class Glyph:
    """One or more characters at a place; ``left`` and ``right`` in points."""

    text: str
    left: float
    right: float


def has_arabic(text: str) -> bool:
    """Whether any letter is Arabic."""
    return _ARABIC.search(text) is not None


def parted(glyphs: Sequence[Glyph], widest: float) -> list[list[Glyph]]:
    """The glyphs of a line in groups, from the right, parted where a gap is wider than ``widest`` points."""
    inked = sorted((glyph for glyph in glyphs if not glyph.text.isspace()), key=lambda glyph: -glyph.right)
    edges, left = [], None
    for glyph in inked:
        if left is not None and left - glyph.right > widest:
            edges.append((left + glyph.right) / 2)
        left = glyph.left if left is None else min(left, glyph.left)
    groups: list[list[Glyph]] = [[] for _ in range(len(edges) + 1)]
    for glyph in glyphs:
        groups[sum(glyph.right < edge for edge in edges)].append(glyph)
    return groups


def logical(glyphs: Sequence[Glyph], size: float) -> str:
    """The text of a line in reading order.

    Args:
        glyphs: in the order the PDF library gives them, spaces included.
        size: of the type, in points.
    """
    placed = sorted(_clusters(glyphs), key=lambda glyph: -(glyph.left + glyph.right))
    pieces: list[str] = []
    for before, glyph in zip([None, *placed], placed, strict=False):
        gap = before.left - glyph.right if before else 0.0
        if before and gap > _SPACE * size and not (glyph.text.isspace() or before.text.isspace()):
            pieces.append(" ")
        pieces.append(glyph.text)
    return _with_runs_turned([piece for n, piece in enumerate(pieces) if piece != " " or pieces[n - 1 : n] != [" "]])


def _clusters(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Letters of one glyph (lam-alef) in their own order, marks with the letter that carries them."""
    found: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.text or (glyph.right <= glyph.left and glyph.text.isspace()):
            continue
        held = found[-1] if found else None
        if held and unicodedata.combining(glyph.text[0]):
            found[-1] = Glyph(_with_mark(held.text, glyph.text), held.left, held.right)
        elif held and (held.left, held.right) == (glyph.left, glyph.right) and has_arabic(glyph.text):
            found[-1] = Glyph(glyph.text + held.text, held.left, held.right)
        elif held and (held.left, held.right) == (glyph.left, glyph.right):
            found[-1] = Glyph(held.text + glyph.text, held.left, held.right)
        else:
            found.append(glyph)
    return found


def _with_mark(letter: str, mark: str) -> str:
    """A letter with one more mark, marks in canonical order: a page shows them, and not which was typed first."""
    return letter[0] + "".join(sorted(letter[1:] + mark, key=unicodedata.combining))


def _with_runs_turned(pieces: list[str]) -> str:
    """Pieces read from right to left, with every left-to-right run turned round.

    A stretch with Latin letters is turned as a whole; in one without, each number is turned and the signs between
    numbers stay where they are.
    """
    kinds = [_kind(pieces, n) for n in range(len(pieces))]
    text, n = "", 0
    while n < len(pieces):
        stop = n
        while stop < len(pieces) and kinds[stop] != "A":
            stop += 1
        while stop > n and kinds[stop - 1] == "-":
            stop -= 1
        if kinds[n] in "A-" or stop <= n:
            text += pieces[n]
            n += 1
            continue
        letter = next((m for m in range(n, stop) if kinds[m] == "L"), stop)
        if letter == stop or any(piece in _MIRRORED for piece in pieces[n:letter]):  # "2028 (A/76/1)": two runs
            stop = next((m for m in range(n, stop) if kinds[m] != "N"), stop)
        text += "".join(reversed(pieces[n:stop]))
        n = stop
    return _brackets_turned(text)


_direction = functools.cache(unicodedata.bidirectional)


def _kind(pieces: list[str], n: int) -> str:
    """L for a Latin letter, N for a figure or a sign inside a number, A for an Arabic letter, - for all else."""
    own = _direction(pieces[n][0])
    if own in ("EN", "AN"):
        return "N"
    if own in ("L", "AL", "R"):
        return "L" if own == "L" else "A"
    if pieces[n] in _JOINS and 0 < n < len(pieces) - 1:
        beside = {_direction(pieces[m][0]) for m in (n - 1, n + 1)}
        return "N" if beside <= {"EN", "AN"} else "-"
    return "-"


def _brackets_turned(text: str) -> str:
    """Each bracket facing the words it holds: what opens follows a space, what closes comes before one."""
    turned = list(text)
    depth = 0
    for n, character in enumerate(text):
        if character not in _MIRRORED:
            continue
        before, after = "".join(turned[max(n - 1, 0) : n]), text[n + 1 : n + 2]
        free_before = not before or before.isspace() or before in _OPENING
        free_after = not after or after.isspace() or after in ".,،؛;:؟" or after in _MIRRORED
        certain = free_before != free_after
        opens = free_before if certain else depth == 0
        if opens != (character in _OPENING) and (certain or not (free_before or free_after)):
            turned[n] = _MIRRORED[character]
        depth = max(depth + (1 if turned[n] in _OPENING else -1), 0)
    return "".join(turned)
