"""Characters of symbol fonts: what is seen where Word keeps only a place in a font.

Source: the encodings of the fonts Symbol and Wingdings.
"""

from __future__ import annotations

import re

_FONTS = re.compile(r"(?P<symbol>symbol(?:mt)?|opensymbol|standard symbols)|(?P<wingdings>wingdings)", re.IGNORECASE)
_SYMBOL = dict(
    zip(
        "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyzVJjv",
        "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζςϑϕϖ",
        strict=True,
    )
) | {
    "-": "−", "\xa2": "′", "\xa3": "≤", "\xa5": "∞", "\xab": "↔", "\xac": "←", "\xad": "↑", "\xae": "→", "\xaf": "↓",
    "\xb0": "°", "\xb1": "±", "\xb2": "″", "\xb3": "≥", "\xb4": "×", "\xb7": "•", "\xb8": "÷", "\xb9": "≠", "\xbb": "≈",
    "\xbc": "…", "\xd7": "⋅", "\xe5": "∑",
}  # fmt: skip
_WINGDINGS = dict.fromkeys("lnoqrstuvw\x9e\x9f\xa1\xa4\xa7\xa8\xd8", "•") | {
    "(": "☎", "*": "✉", "\xdf": "←", "\xe0": "→", "\xe8": "➔", "\xf0": "⇨", "\xfb": "✗",
    "\xfc": "✓", "\xfd": "☒", "\xfe": "☑",
}  # fmt: skip
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_PRIVATE_BULLET = re.compile("^[\ue000-\uf8ff](?=[ \t\u00a0\u2002-\u200a])")


def seen(code: int, font: str) -> str:
    """A character of a symbol font by its place there; one that is not known keeps its private one."""
    match = _FONTS.fullmatch(font)
    private = 0xF000 <= code <= 0xF0FF
    if match is None or not (private or code <= 0xFF):
        return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code <= 0xDFFF else ""
    place = chr(code & 0xFF)
    known = (_SYMBOL if match["symbol"] else _WINGDINGS).get(place)
    if known is None and match["symbol"] and place.isascii() and place.isprintable():
        known = place
    return known or chr(0xF000 | code & 0xFF)


def without_private(text: str, font: str) -> str:
    """Words with the characters of a symbol font as they are seen."""
    return _PRIVATE.sub(lambda match: seen(ord(match[0]), font), text)


def with_bullet(text: str) -> str:
    """A paragraph whose first glyph is only known to its font, with a bullet for it."""
    return _PRIVATE_BULLET.sub("•", text)
