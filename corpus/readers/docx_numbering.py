"""The numbers that Word puts before paragraphs and does not keep in their text, counted as Word counts them.

Source: ECMA-376, part 1, section 17.9 (numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.markers import bullet_at
from corpus.readers.docx_numerals import written
from corpus.readers.docx_package import W, attribute, value

_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SYMBOL_FONT = re.compile(r"(?:^|\|)(?:open)?(?:symbol|w(?:ing|eb)dings)[ \d]*(?:\||$)", re.IGNORECASE)
_LONGEST = 60  # characters before a paragraph
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and is written. ``restart``: after which levels it begins again, None for all."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    joined: bool = False  # nothing stands between the number and the words
    legal: bool = False  # all levels in figures
    restart: int | None = None
    style: str = ""
    symbol: bool = False


@dataclass(slots=True)
class _List:
    """What a paragraph's numId stands for. ``counted``: the list whose count it goes on with."""

    counted: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a file, and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Any) -> Numbering:
        """Reads ``numbering.xml``; None gives a numbering without lists."""
        found = cls()
        if root is None:
            return found
        abstract = {attribute(element, "abstractNumId"): element for element in root.iterfind(f"{W}abstractNum")}
        linked = {value(element, "styleLink"): name for name, element in abstract.items()}
        levels: dict[str, dict[int, _Level]] = {}
        for num in root.iterfind(f"{W}num"):
            own = value(num, "abstractNumId")
            if own in abstract:
                own = linked.get(value(abstract[own], "numStyleLink") or "-", own)
                if own not in levels:
                    levels[own] = dict(_levels(abstract[own]))
                starts, changed = _overrides(num)
                found.lists[attribute(num, "numId")] = _List(own, levels[own] | changed, starts)
        return found

    def fresh(self) -> Numbering:
        """The same lists, nothing counted yet."""
        return Numbering(self.lists)

    def level_of_style(self, num: str, style: str) -> int:
        """The level of a list that a style is tied to; 0 when none is."""
        held = self.lists.get(num)
        return next((index for index, level in held.levels.items() if level.style == style), 0) if held else 0

    def next(self, num: str, index: int) -> str:
        """The marker of the next paragraph of a list, with the space after it; "" when the list is not known."""
        held = self.lists.get(num)
        if held is None or index not in held.levels:
            return ""
        counts = self._counts.setdefault(held.counted, {})
        start = held.starts.get(index, held.levels[index].start)
        if (num, index) not in self._begun:
            self._begun.add((num, index))
            if index in held.starts:
                counts.pop(index, None)
        counts[index] = counts[index] + 1 if index in counts else start
        for deeper in [level for level in counts if level > index]:
            restart = held.levels[deeper].restart if deeper in held.levels else None
            if restart is None or index < restart:
                del counts[deeper]
        return _marker(held, counts, index)


def _marker(held: _List, counts: Mapping[int, int], index: int) -> str:
    level = held.levels[index]
    text = _PLACE.sub(lambda match: _at(held, counts, int(match[1]) - 1, legal=level.legal), level.text)
    if level.form == "bullet" and (level.symbol or _PRIVATE.search(text) or not bullet_at(f"{text.strip()} ")):
        text = "•"
    return text if level.joined or not text.strip() else f"{text.rstrip()} "


def _at(held: _List, counts: Mapping[int, int], index: int, *, legal: bool) -> str:
    """The number of a level, one not yet reached as its first."""
    level = held.levels.get(index)
    if level is None:
        return ""
    form = "decimal" if legal and level.form != "none" else level.form
    return written(counts.get(index, held.starts.get(index, level.start)), form)


def _levels(element: Any) -> Iterator[tuple[int, _Level]]:
    for inner in element.iterfind(f"{W}lvl"):
        index = _whole(attribute(inner, "ilvl"), 0)
        if index < _LEVELS:
            yield index, _level(inner)


def _level(element: Any) -> _Level:
    forms = [own.get(f"{W}val") for own in element.iter(f"{W}numFmt")]  # newer ones stand beside an older
    restart = element.find(f"{W}lvlRestart")
    fonts = element.find(f"{W}rPr/{W}rFonts")
    named = "|".join(fonts.attrib.values()) if fonts is not None else ""
    legal = element.find(f"{W}isLgl")
    level = _Level(
        _whole(value(element, "start"), 0),
        (forms[-1] if forms else None) or "decimal",
        value(element, "lvlText")[:_LONGEST],
        value(element, "suff") == "nothing",
        legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        style=value(element, "pStyle"),
        symbol=bool(_SYMBOL_FONT.search(named)),
    )
    return level if restart is None else replace(level, restart=_whole(restart.get(f"{W}val"), 0))


def _overrides(num: Any) -> tuple[dict[int, int], dict[int, _Level]]:
    """Where a list starts otherwise than its pattern says, and the levels that it writes otherwise."""
    starts: dict[int, int] = {}
    changed: dict[int, _Level] = {}
    for override in num.iterfind(f"{W}lvlOverride"):
        index = _whole(attribute(override, "ilvl"), 0)
        if override.find(f"{W}startOverride") is not None:
            starts[index] = _whole(value(override, "startOverride"), 1)
        for _, level in _levels(override):
            changed[index] = level
    return starts, changed


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default
