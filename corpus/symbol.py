"""United Nations document symbols.

Source: the UN's own editorial pages on document symbols, and the papers of the NPT review process. A symbol is a
series of parts joined by ``/``; the first is one of the known series prefixes, so that ordinary words never match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.look_alikes import folded

_SERIES = "NPT|A|S|E|ST|T|TD|CD|BWC|CCW|APLC|DC|CTBT|INFCIRC|GOV|GC|OPCW|LT"
_PART = r"[A-Z0-9][A-Za-z0-9.\-]*(?:\s?\([A-Z0-9][A-Za-z0-9. ]{0,12}\))?"
_SYMBOL = re.compile(
    rf"(?<![A-Za-z0-9/.])(?:{_SERIES})/(?:{_PART})(?:/(?:{_PART}))*(?:\s\((?:Vol|Part)\.?\s[IVX]+\))?\*?(?![A-Za-z0-9/])"
)
_STRETCH = re.compile(r"[^\s,;，；、،؛]+")
_MARK = "\ufffd"
_GOES_ON = re.compile(
    r"(?:[./\-]*[^\W\u0590-\u06ff\u3040-\u9fff]|[./\-]*[\u0300-\u036f\u200b-\u2064\ufeff\ufffd\U000e0000-\U000e0fff])+"
)
_PRETENDED = re.compile(rf"(?:{_SERIES})/(?=\S*\d)", re.ASCII)
AROUND = " \t\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"  # may stand around a symbol in Arabic
_ALPHABETS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "LISU", "COPTIC", "GEORGIAN")  # with letters alike
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
    """Every symbol in the text, in order. What only looks like one is none, nor is any part of it."""
    found = _matches(text)
    if not found or text.isascii():
        return tuple(found)
    false = find_look_alikes(text)
    return tuple(hit for hit in found if not any(hit.start < each.end and each.start < hit.end for each in false))


def find_look_alikes(text: str) -> tuple[SymbolHit, ...]:
    """Every stretch of the text that looks like a symbol and is none, because it has letters or digits that are not
    ASCII or signs that are not seen, in order. ``symbol`` is the stretch as it stands."""
    if text.isascii():
        return ()
    return tuple(hit for stretch in _STRETCH.finditer(text) for hit in _pretending(stretch))


def with_false_symbols_marked(text: str) -> str:
    """A text in which signs that are not seen, inside what looks like a symbol, are replaced by one that is."""
    for hit in reversed(find_look_alikes(text)):
        marked = "".join(_MARK if unicodedata.category(sign) == "Cf" else sign for sign in hit.symbol)
        text = text[: hit.start] + marked + text[hit.end :]
    return text


def pretended_symbol(line: str) -> str | None:
    """The line where it looks like a symbol and nothing else, and is none (a masthead's in look-alike letters)."""
    line = line.strip().strip(AROUND)
    if line.isascii() or whole_symbol(line.rstrip("*")) is not None:
        return None
    seen = folded(line).text.strip().rstrip("*")
    nearly = " " not in seen and _PRETENDED.match(seen) and any(map(_could_belong, seen))
    return line if nearly or whole_symbol(seen) is not None else None


def _matches(text: str) -> list[SymbolHit]:
    found = (SymbolHit(m.start(), m.end(), m.group().rstrip("*").rstrip(".")) for m in _SYMBOL.finditer(text))
    return [hit for hit in found if re.search(r"\d", hit.symbol, re.ASCII)]


def _pretending(stretch: re.Match[str]) -> Iterator[SymbolHit]:
    """What looks like a symbol in a stretch without a blank, and is not written as it looks."""
    text, start = stretch.group(), stretch.start()
    if text.isascii():
        return
    looks = folded(text)
    end = 0
    for hit in _matches(looks.text):
        first, last = looks.places[hit.start], looks.places[hit.end - 1] + 1
        false = text[first:last] != looks.text[hit.start : hit.end]
        goes_on = _GOES_ON.match(text, last)
        if goes_on and any(map(_could_belong, goes_on.group())):
            false, last = True, goes_on.end()
        if false and first >= end:
            end = last
            yield SymbolHit(start + first, start + last, text[first:last])


def _could_belong(character: str) -> bool:
    """Whether what follows a symbol could be taken for a letter of it, or hides there."""
    if unicodedata.category(character) in ("Cf", "Mn") or character == _MARK:
        return character not in AROUND
    letter = character.isalpha() and not character.isascii()
    return letter and unicodedata.name(character, "").startswith(_ALPHABETS)


def whole_symbol(line: str) -> str | None:
    """The symbol when the line is a symbol and nothing else (a masthead's or a running header's)."""
    line = line.strip().strip(AROUND)
    hits = find_symbols(line)
    if len(hits) == 1 and hits[0].start == 0 and hits[0].end == len(line):
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
