"""Arabic lines from where their letters stand: visual order to logical order. Pure.

A PDF knows where each letter stands and not in which order the words are said. The order is taken from the places, and
what runs left to right inside (numbers, Latin words) is turned back, by the rules of the Unicode Bidirectional
Algorithm (UAX #9) read backwards.
"""

from __future__ import annotations

import functools
import operator
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

SPACE = 0.14  # of the type size: a wider gap is a space
DRAWN_SPACE = 0.05  # the same after which the file draws a space
NO_SPACE = 0.2  # the same between two that the file draws one after the other without any
LETTERS = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc"  # with their marks
_ARABIC = re.compile(f"[{LETTERS}]")
ALEF_LAM = re.compile("[اأإآٱ]ل")
_OPENING = "([{«"
_MIRRORED = dict(zip("([{«)]}»", ")]}»([{«", strict=True))
_BRACKET = re.compile(r"[()\[\]{}«»]")
_JOINS = ".,/:٫٬"  # between two figures these keep a number together
_APART = "\x1f"
_FIGURE = r"[\d⁰¹²³⁴-⁹]"
_TURNED = re.compile(rf"[^\W\d_{LETTERS}]|{_FIGURE}{_APART}(?:[{_JOINS}]{_APART})?{_FIGURE}")  # runs to be turned


class Glyph(NamedTuple):
    """Characters at a place, in reading order; ``left`` and ``right`` in points.

    ``space``: so wide a gap, in type sizes, is a space before what the file draws next. ``at``: the number of the first
    of them on its page. ``pen``: where the file begins to draw them, if that is known; a letter and its mark can begin
    at one place.
    """

    text: str
    left: float
    right: float
    space: float = NO_SPACE
    at: int = -1
    pen: float | None = None


def has_arabic(text: str) -> bool:
    """Whether any letter is Arabic."""
    return _ARABIC.search(text) is not None


def is_mark(glyph: Glyph) -> bool:
    """Whether it is a vowel sign or another mark over or under a letter."""
    return unicodedata.combining(glyph.text[0]) > 0


def parted(glyphs: Sequence[Glyph], widest: float) -> list[list[Glyph]]:
    """The glyphs of a line in groups, from the right, parted where a gap is wider than ``widest`` points."""
    inked = sorted([glyph for glyph in glyphs if glyph.text != " "], key=_right, reverse=True)
    edges: list[float] = []
    left = inked[0].left if inked else 0.0
    for glyph in inked:
        if left - glyph.right > widest:
            edges.append((left + glyph.right) / 2)
        left = min(left, glyph.left)
    if not edges:
        return [list(glyphs)]
    groups: list[list[Glyph]] = [[] for _ in range(len(edges) + 1)]
    for glyph in glyphs:
        groups[sum(glyph.right < edge for edge in edges)].append(glyph)
    return groups


def word(glyphs: Iterable[Glyph]) -> Glyph:
    """The letters of one Arabic word as one: in the order of their places, each mark with the letter it stands over.

    Letters of one glyph, lam and alef, come in their own order.
    """
    letters: list[Glyph] = []
    marks: list[tuple[Glyph, Glyph | None]] = []
    for glyph in glyphs:
        if is_mark(glyph):
            marks.append((glyph, letters[-1] if letters else None))
        else:
            letters.append(glyph)
    if not letters:
        return marks[0][0]._replace(text="".join(mark.text for mark, _ in marks))
    letters.sort(key=_centre, reverse=True)
    for n, (one, two) in enumerate(pairwise(letters)):
        if (one.left, one.right) == (two.left, two.right) and ALEF_LAM.fullmatch(one.text + two.text):
            letters[n], letters[n + 1] = two, one
    texts = [letter.text for letter in letters]
    for mark, before in marks:
        nearest = min(range(len(letters)), key=lambda n: _distance(letters[n], mark, before))
        texts[nearest] = _with_mark(texts[nearest], mark.text)
    return Glyph("".join(texts), min(g.left for g in letters), max(g.right for g in letters))


def _distance(letter: Glyph, mark: Glyph, before: Glyph | None) -> tuple[bool, float, bool, float]:
    """How far a mark stands from a letter; where it stands over two, it is with the one that the file draws before."""
    centre = _centre(mark)
    away = max(letter.left - centre, centre - letter.right, 0.0)
    return mark.pen is None or letter.pen != mark.pen, away, letter is not before, abs(_centre(letter) - centre)


def logical(glyphs: Sequence[Glyph], size: float) -> str:
    """The text of an Arabic line in reading order.

    Args:
        glyphs: in the order the PDF library gives them; letters alone or whole words.
        size: of the type, in points.
    """
    return _with_runs_turned(_from_the_right(glyphs, size))


def left_to_right(glyphs: Sequence[Glyph], size: float) -> str:
    """The same for a line of another language, whose Arabic words run from right to left."""
    pieces = _from_the_right(glyphs, size)[::-1]
    kinds = [_kind(pieces, n) for n in range(len(pieces))]
    text, n = "", 0
    while n < len(pieces):
        stop = next((m for m in range(n, len(pieces)) if kinds[m] == "L"), len(pieces)) if kinds[n] == "A" else n
        while stop > n and kinds[stop - 1] != "A":
            stop -= 1
        stop = max(stop, n + 1)
        text += "".join(reversed(pieces[n:stop]))
        n = stop
    return text


def _from_the_right(glyphs: Sequence[Glyph], size: float) -> list[str]:
    """The texts of the glyphs by their places, and the spaces between them."""
    numbered = [(glyph, n) for n, glyph in enumerate(glyphs) if glyph.right > glyph.left or glyph.text != " "]
    numbered.sort(key=lambda pair: pair[0].left + pair[0].right, reverse=True)
    pieces: list[str] = []
    for (right, m), (left, n) in pairwise(numbered):
        pieces.append(right.text)
        least = SPACE if abs(m - n) != 1 else right.space if m < n else left.space
        if right.left - left.right > least * size and " " not in (right.text, left.text):
            pieces.append(" ")
    pieces += [glyph.text for glyph, _ in numbered[-1:]]
    return [piece for n, piece in enumerate(pieces) if piece != " " or pieces[n - 1 : n] != [" "]]


_right = operator.attrgetter("right")


def _centre(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _with_mark(letter: str, mark: str) -> str:
    """A letter with one more mark, marks in canonical order: a page shows them, and not which was typed first."""
    return letter[0] + "".join(sorted(letter[1:] + mark, key=unicodedata.combining))


def _with_runs_turned(pieces: list[str]) -> str:
    """Pieces read from right to left, with every left-to-right run turned round.

    A stretch with Latin letters is turned as a whole; in one without, each number is turned and the signs between
    numbers stay where they are.
    """
    if not _TURNED.search(_APART.join(pieces)):
        return _brackets_turned("".join(pieces))
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
    if not _BRACKET.search(text):
        return text
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
