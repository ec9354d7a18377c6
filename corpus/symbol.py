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


_CHANGE = re.compile(r"(Rev|Add|Corr|Amend)\.(\d{1,3})")
_VOLUME = re.compile(r"\s\(((?:Vol|Part)s?\.?\s[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol in its parts: ``NPT/CONF.2010/50 (Vol. I)`` is series NPT, parts CONF.2010 and 50, volume ``Vol. I``.

    ``changes`` are the trailing ``Rev.n``, ``Add.n``, ``Corr.n``, ``Amend.n``, in order; ``reissued`` is the trailing
    asterisk.
    """

    series: str
    parts: tuple[str, ...]
    volume: str | None = None
    changes: tuple[tuple[str, int], ...] = ()
    reissued: bool = False

    def __str__(self) -> str:
        steps = (self.series, *self.parts, *(f"{name}.{number}" for name, number in self.changes))
        volume = f" ({self.volume})" if self.volume else ""
        return "/".join(steps) + volume + "*" * self.reissued


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


def parse_symbol(text: str) -> Symbol | None:
    """A whole symbol in its parts; None when the text is no symbol. ``str(parse_symbol(s)) == s``.

    >>> parse_symbol("NPT/CONF.2020/CRP.2/Rev.1").changes
    (('Rev', 1),)
    """
    whole = whole_symbol(text)
    if whole is None:
        return None
    volume = _VOLUME.search(whole)
    steps = (whole[: volume.start()] if volume else whole).split("/")
    changes: list[tuple[str, int]] = []
    while len(steps) > 2 and (match := _CHANGE.fullmatch(steps[-1])):
        changes.insert(0, (match.group(1), int(match.group(2))))
        steps.pop()
    return Symbol(
        steps[0], tuple(steps[1:]), volume.group(1) if volume else None, tuple(changes), text.rstrip().endswith("*")
    )


def symbol_changed(symbol: str) -> str | None:
    """The symbol of the paper that this one revises, adds to, corrects or amends.

    >>> symbol_changed("NPT/CONF.2020/PC.I/WP.1/Rev.1/Add.2")
    'NPT/CONF.2020/PC.I/WP.1/Rev.1'
    """
    parsed = parse_symbol(symbol)
    if parsed is None or not parsed.changes:
        return None
    return str(Symbol(parsed.series, parsed.parts, parsed.volume, parsed.changes[:-1]))


def session_of(symbol: str) -> str | None:
    """``2020/PC.II`` for a preparatory session, ``2020`` for a review conference, None for other series.

    >>> session_of("NPT/CONF.2005/PC.II/WP.9")
    '2005/PC.II'
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
