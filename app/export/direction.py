"""Which stretches of a text run against its direction: a symbol in an Arabic sentence, Arabic words in English.

Word must be told of each; a page keeps them apart, so that what stands beside them does not jump. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_LEFT, _RIGHT = ("L",), ("R", "AL")
_AGAINST = re.compile(r"o(?:[^b]*o)?(?:[^bq]*d)?")  # letters against the direction, and the figures after them
_STOP = re.compile(r"[.!?…](?=[”“»\"])")
_MARKS, _PAIRS = '()[]“”«»"', {")": "(", "]": "["}
_ARABIC_COMMA = "،"  # counted among the figures' signs, but it parts Arabic words


def directed(text: str, *, rtl: bool) -> tuple[tuple[bool, str], ...]:
    """The text in stretches, each with whether it runs from right to left; joined they are the text.

    >>> directed("abc WP.3 def", rtl=False)
    ((False, 'abc WP.3 def'),)
    """
    stretches: list[tuple[bool, str]] = []
    place = 0
    for start, end in _against(text, rtl):
        stretches += [(rtl, text[place:start]), (not rtl, text[start:end])]
        place = end
    return tuple(stretch for stretch in (*stretches, (rtl, text[place:])) if stretch[1])


def _against(text: str, rtl: bool) -> Iterator[tuple[int, int]]:
    classes = "".join(_class(character, rtl) for character in text)
    for match in _AGAINST.finditer(classes):
        start, end = match.span()
        opening = _PAIRS.get(text[end : end + 1], "")
        if opening and text.count(opening, start, end) > text.count(text[end], start, end):
            end += 1
        if " " in text[start:end] and _STOP.match(text, end):
            end += 1  # the stop of a quotation in the other script is its own
        yield start, end


def _class(character: str, rtl: bool) -> str:
    """o: a letter against the direction; b: one along it; d: a figure; q: a quotation mark or bracket; n: any other."""
    kind = unicodedata.bidirectional(character)
    if kind in _LEFT:
        return "o" if rtl else "b"
    if kind in _RIGHT or (rtl and character == _ARABIC_COMMA):
        return "b" if rtl else "o"
    return "d" if kind in ("EN", "AN") else "q" if character in _MARKS else "n"
