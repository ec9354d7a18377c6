"""Joining wrapped lines, by script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WIDE = ("W", "F")
_HYPHEN = re.compile(r"[A-Za-zÀ-ÿЀ-ӿ]-$")


def join_lines(lines: Iterable[str]) -> str:
    """One paragraph of wrapped lines, as the author wrote it.

    Beside a Chinese character no space is put; between letters or digits of other scripts, one. A word hyphenated at
    the wrap keeps its hyphen and takes no space: whether the hyphen is the word's own cannot be known.
    """
    text = ""
    for line in lines:
        piece = line.strip("\n")
        if text and piece:
            text += "" if _touches(text, piece) else " "
        text += piece
    return text


def _touches(left: str, right: str) -> bool:
    return _wide(left[-1]) or _wide(right[0]) or left.endswith("—") or bool(_HYPHEN.search(left))


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE
