"""Text as a reader sees it: composed, without signs that show nothing. Pure."""

from __future__ import annotations

import unicodedata

from corpus.symbol import with_false_symbols_marked


def plain(text: str) -> str:
    """One line of text: controls and lone surrogates are blanks, marks that are not seen (directions, joiners of width
    zero) are gone. Inside what looks like a symbol they are not: taken out, they would make another symbol of it.

    >>> plain("ab\\u202ec\\td")
    'abc d'
    """
    return " ".join("".join(map(_seen, unicodedata.normalize("NFC", with_false_symbols_marked(text)))).split())


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    return "" if category == "Cf" else " " if category in ("Cc", "Cs") else character
