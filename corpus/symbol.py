"""United Nations document symbols.

Source: the UN's own editorial pages on document symbols, and the papers of the NPT review process. A symbol is a
series of parts joined by ``/``; the first is one of the known series prefixes, so that ordinary words never match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SERIES = "NPT|A|S|E|ST|T|TD|CD|BWC|CCW|APLC|DC|CTBT|INFCIRC|GOV|GC|OPCW|LT"
_PART = r"[A-Z0-9][A-Za-z0-9.\-]*(?:\s?\([A-Z0-9][A-Za-z0-9. ]{0,12}\))?"
_SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.])(?=[^\s,;]*\d)(?:{_SERIES})/(?:{_PART})(?:/(?:{_PART}))*(?:\s\((?:Vol|Part)\.?\s[IVX]+\))?\*?(?![A-Za-z0-9/])"
)
_NPT_SESSION = re.compile(r"/CONF\.(?P<year>\d{4})(?:/PC\.(?P<committee>[IVX]+))?", re.ASCII)
_KINDS = (
    ("WP.", "working paper"),
    ("INF.", "information document"),
    ("L.", "draft"),
    ("CRP.", "conference room paper"),
    ("SR.", "summary record"),
    ("DEC.", "decision"),
    ("MISC.", "miscellaneous"),
)


@dataclass(frozen=True, slots=True)
class SymbolHit:
    """A symbol in a text: ``text[start:end] == symbol`` up to a reissue asterisk."""

    start: int
    end: int
    symbol: str


def find_symbols(text: str) -> tuple[SymbolHit, ...]:
    """Every symbol in the text, in order."""
    return tuple(SymbolHit(m.start(), m.end(), m.group().rstrip("*").rstrip(".")) for m in _SYMBOL.finditer(text))


def whole_symbol(line: str) -> str | None:
    """The symbol when the line is a symbol and nothing else (a masthead's or a running header's)."""
    hits = find_symbols(line.strip())
    if len(hits) == 1 and hits[0].start == 0 and hits[0].end == len(line.strip()):
        return hits[0].symbol
    return None


def session_of(symbol: str) -> str | None:
    """``2020/PC.II`` for a preparatory session, ``2020`` for a review conference, None for other series.

    >>> session_of("NPT/CONF.2015/PC.II/WP.45")
    '2015/PC.II'
    """
    match = _NPT_SESSION.search(symbol)
    if match is None:
        return None
    committee = match.group("committee")
    return f"{match.group('year')}/PC.{committee}" if committee else match.group("year")


def kind_of(symbol: str) -> str:
    """What the symbol says the paper is, in English ("document" when it does not say)."""
    for part in reversed(symbol.split("/")):
        for prefix, kind in _KINDS:
            if part.startswith(prefix):
                return kind
    return "document"
