"""Square brackets in negotiating text: what is not agreed yet. Pure."""

from __future__ import annotations

import re

from corpus.model import Bracket

_OPENING, _CLOSING = "[［", "]］"
_SHORT = 24  # a word that an editor supplied is short
_BESIDE = re.compile(r"[\]］]\s*[\[［]")
_DOTS = re.compile(r"^[\[［]\s*(?:\.{2,}|…+|sic)\s*[\]］]$", re.IGNORECASE)


def find_brackets(text: str, *, draft: bool) -> tuple[Bracket, ...]:
    """Every pair of square brackets, outer before inner, in order; a bracket without its fellow is left out.

    In a draft brackets are alternatives. Elsewhere a short one that stands alone is a word supplied by an editor, and
    so is an ellipsis everywhere.

    >>> find_brackets("[calls upon] [urges] all", draft=False)
    (Bracket(start=0, end=12, editorial=False), Bracket(start=13, end=20, editorial=False))
    """
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if character in _OPENING:
            opened.append(index)
        elif character in _CLOSING and opened:
            pairs.append((opened.pop(), index + 1))
    beside = {match.start() + 1 for match in _BESIDE.finditer(text)} | {m.end() - 1 for m in _BESIDE.finditer(text)}
    return tuple(
        Bracket(start, end, _is_editorial(text[start:end], draft, {start, end} & beside))
        for start, end in sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    )


def _is_editorial(inner: str, draft: bool, beside: set[int]) -> bool:
    if _DOTS.match(inner):
        return True
    return not draft and not beside and len(inner) <= _SHORT
