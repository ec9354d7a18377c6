"""The numbers that Word puts before paragraphs and does not keep in their text, computed as Word does.

Source: ECMA-376, part 1, sections 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus.markers import to_roman

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ABJAD = "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ".split()  # noqa: SIM905  # letters in a row read best
_HIJAI = "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن هـ و ي".split()  # noqa: SIM905  # the same
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_CHINESE = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _chinese(value: int) -> str:
    if value < 10:
        return _CHINESE[value]
    tens, units = divmod(value, 10)
    return ("" if tens == 1 else _CHINESE[tens % 10]) + "十" + (_CHINESE[units] if units else "")


def _from(series: str | list[str]) -> Callable[[int], str]:
    return lambda value: series[(value - 1) % len(series)]


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": lambda value: to_roman(value).lower(),
    "upperRoman": to_roman,
    "russianLower": _from(_RUSSIAN),
    "russianUpper": lambda value: _from(_RUSSIAN)(value).upper(),
    "arabicAbjad": _from(_ABJAD),
    "arabicAlpha": _from(_HIJAI),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "japaneseCounting": _chinese,
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "none": lambda _: "",
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    joined: bool = False  # nothing stands between the number and the words
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)  # numId to abstractNumId
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Any) -> Numbering:
        """Reads ``numbering.xml``; None gives a numbering without lists."""
        found = cls()
        for abstract in root.iterfind(f"{_W}abstractNum") if root is not None else ():
            levels = {_number(level, "ilvl"): _level(level) for level in abstract.iterfind(f"{_W}lvl")}
            found.lists[str(abstract.get(f"{_W}abstractNumId"))] = levels
        for num in root.iterfind(f"{_W}num") if root is not None else ():
            name = str(num.get(f"{_W}numId"))
            target = num.find(f"{_W}abstractNumId")
            found.used[name] = str(target.get(f"{_W}val")) if target is not None else ""
            found.starts[name] = _overrides(num)
        return found

    def level_of_style(self, num: str, style: str) -> int:
        """The level of a list that a style is tied to; 0 when none is."""
        levels = self.lists.get(self.used.get(num, ""), {})
        return next((index for index, level in levels.items() if level.style == style), 0)

    def next(self, num: str, index: int) -> str:
        """The marker of the next paragraph of a list, with the space after it; "" when the list is not known."""
        name = self.used.get(num, "")
        levels = self.lists.get(name)
        if not levels or index not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        if num not in self._begun:
            self._begun.add(num)
            for level, start in self.starts.get(num, {}).items():
                counts[level] = start - 1
        counts[index] = counts.get(index, levels[index].start - 1) + 1
        for deeper in [level for level in counts if level > index]:
            del counts[deeper]
        return self._written(levels, counts, index)

    @staticmethod
    def _written(levels: dict[int, _Level], counts: dict[int, int], index: int) -> str:
        level = levels[index]
        if level.form == "bullet":
            glyph = level.text.strip()
            return f"{'•' if not glyph or _PRIVATE.search(glyph) or glyph == 'o' else glyph} "

        def written(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            own = levels.get(at, level)
            value = counts.setdefault(at, own.start)
            form = "decimal" if level.legal else own.form
            return _FORMATS.get(form, str)(max(value, 0))

        text = re.sub(r"%(\d)", written, level.text)
        return text if level.joined or not text or text.endswith(" ") else f"{text} "


def _level(element: Any) -> _Level:
    level = _Level()
    for child in element:
        value = child.get(f"{_W}val")
        if child.tag == f"{_W}start":
            level.start = int(value or 1)
        elif child.tag == f"{_W}numFmt":
            level.form = value or "decimal"
        elif child.tag == f"{_W}lvlText":
            level.text = value or ""
        elif child.tag == f"{_W}suff":
            level.joined = value == "nothing"
        elif child.tag == f"{_W}isLgl":
            level.legal = value not in ("0", "false")
        elif child.tag == f"{_W}pStyle":
            level.style = value
    return level


def _overrides(num: Any) -> dict[int, int]:
    found = {}
    for override in num.iterfind(f"{_W}lvlOverride"):
        start = override.find(f"{_W}startOverride")
        if start is not None:
            found[_number(override, "ilvl")] = int(start.get(f"{_W}val") or 1)
    return found


def _number(element: Any, name: str) -> int:
    value = element.get(f"{_W}{name}") or "0"
    return int(value) if value.isdigit() else 0
