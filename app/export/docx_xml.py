"""Word's markup as text: elements, words and line breaks, escaped. Pure."""

from __future__ import annotations

import html
import re

from app.export.blocks import clean

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAKS = re.compile(r"(\t|\r\n|\r|\n)")


def tag(name: str, /, *inner: str, **values: str | int) -> str:
    """An element of Word's with its attributes and what lies inside, which is markup already."""
    start = f"w:{name}" + "".join(f' w:{key}="{escaped(str(value))}"' for key, value in values.items())
    body = "".join(inner)
    return f"<{start}>{body}</w:{name}>" if body else f"<{start}/>"


def part(name: str, *inner: str) -> bytes:
    """A whole part of a Word file whose root is the element ``name``."""
    body = "".join(inner)
    return f'{HEAD}<w:{name} xmlns:w="{WORD}">{body}</w:{name}>'.encode()


def said(text: str, *, deleted: bool = False) -> str:
    """Text of a run, exactly as it is: blanks are kept; tabs and ends of lines are elements of their own."""
    name = "w:delText" if deleted else "w:t"
    pieces = [piece for piece in _BREAKS.split(text) if piece]
    return "".join(
        tag("tab") if piece == "\t" else tag("br") if _BREAKS.fullmatch(piece) else _exactly(name, piece)
        for piece in pieces
    )


def escaped(text: str) -> str:
    """Text for an element or an attribute; characters that XML forbids are replaced."""
    return html.escape(clean(text))


def _exactly(name: str, text: str) -> str:
    return f'<{name} xml:space="preserve">{escaped(text)}</{name}>'
