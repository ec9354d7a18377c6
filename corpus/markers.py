"""What a paper prints before the words of a block: numbers, letters, bullets, and the marks of an alternative.

Pure and syntactic: whether a number stands in sequence is for ``segment`` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
_ALTERNATIVES = {
    "bis": ("bis", "бис", "مكررا", "之二"),
    "ter": ("ter", "тер", "مكررا ثانيا", "之三"),
    "quater": ("quater", "кватер", "مكررا ثالثا", "之四"),
    "quinquies": ("quinquies", "квинквиес", "مكررا رابعا", "之五"),
    "sexies": ("sexies", "сексиес", "مكررا خامسا", "之六"),
}
_MARKS = re.compile("[\u064b-\u0652ـ]")  # Arabic vowel signs and the stretching line
_BY_NAME = {name: key for key, names in _ALTERNATIVES.items() for name in names}
_ALTERNATIVE = re.compile(
    "|".join(
        "".join(re.escape(c) + "[\u064b-\u0652]?" if "\u0620" <= c <= "\u064a" else re.escape(c) for c in name)
        for name in sorted(_BY_NAME, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"^(?P<n>\d{{1,3}})(?:[ \-]?(?P<alternative>{_ALTERNATIVE.pattern}))?"
    rf"(?:(?:[.．]|\s?[-–])(?:\s+|(?=[{_HAN}“《「（(\[]))|、\s*)",
    re.IGNORECASE,
)
_ABJAD = "أبجدهوزحطيكلمن"
_CYRILLIC = "абвгдежзиклмнопрст"
_CHINESE_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)}
_SUB = re.compile(
    rf"^[(（]?(?P<sub>[a-z]{{1,7}}|[{_CYRILLIC}]|[{_ABJAD}ا]ـ?)[)）](?:\s+|(?=[{_HAN}“《]))"
    rf"|^[(（](?P<digit>\d{{1,2}}|[一二三四五六七八九十])[)）]\s*"
)
_ROMAN = re.compile(r"^(?=[ivxl])(?:x{0,3})(?:ix|iv|v?i{0,3})$")
_BULLET = re.compile(r"^(?:[•–▪◦·‣●○■□►➢❖−\-*\uf000-\uf0ff]|o(?=\t))\s+")
_SURE_BULLET = re.compile(r"^[•▪◦‣●■►➢❖\uf000-\uf0ff]\s+")
_ANNEX = re.compile(
    r"^(?:Annex|Annexe|Anexo|Приложение|(?:ال)?مرفق|附件)(?:\s*(?P<which>[IVX]{1,5}|\d{1,2}|[一二三四五六七八九十]"
    r"|الأول|الثاني|الثالث|الرابع|الخامس))?\s*[.:：]?$",
    re.IGNORECASE,
)
_ARABIC_ORDINALS = {"الأول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5}
_LEVELS = (
    (1, r"[IVX]{1,5}[.．]\s"),
    (1, rf"[一二三四五六七八九十]{{1,2}}[、.．]\s*[{_HAN}]"),
    (1, r"(?:أولا|ثانيا|ثالثا|رابعا|خامسا|سادسا)\s*-"),
    (2, r"[A-ZА-Я][.．]\s"),
    (2, rf"[(（][一二三四五六七八九十]{{1,2}}[)）]\s*[{_HAN}]"),
    (2, r"(?:ألف|باء|جيم|دال|هاء|واو)\s*-"),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the head of a text: ``text[:length]``. ``value``: its place in its series, from 1; 0 for none.

    ``label`` is how the marker is cited: ``4``, ``4 bis``, ``(a)``, ``(iv)``.
    """

    length: int
    label: str
    value: int = 0
    roman: int = 0


def number_at(text: str) -> Marker | None:
    """``9. ``, ``9 - ``, ``٩ - ``, ``9、``, ``4 bis. `` at the head of a text.

    >>> number_at("4之二. 会议").label
    '4 bis'
    """
    match = _NUMBER.match(text)
    if match is None:
        return None
    value = int(match.group("n"))
    named = match.group("alternative")
    alternative = _BY_NAME.get(_MARKS.sub("", named).lower(), "") if named else ""
    return Marker(match.end(), f"{value} {alternative}".strip(), value)


def sub_at(text: str) -> Marker | None:
    """``(a) ``, ``a) ``, ``(iv) ``, ``(أ) ``, ``（一）`` at the head of a text; ``roman`` where it can be one."""
    match = _SUB.match(text)
    if match is None:
        return None
    if token := match.group("digit"):
        value = _CHINESE_DIGITS.get(token) or int(token)
        return Marker(match.end(), f"({value})", value)
    token = _MARKS.sub("", match.group("sub")).replace("ا", "أ")
    roman = _roman(token) if _ROMAN.match(token) else 0
    letters = _series(token)
    if not roman and not letters:
        return None
    letter = chr(ord("a") + letters - 1) if letters else token
    return Marker(match.end(), f"({letter})", letters, roman)


def bullet_at(text: str, *, sure: bool = False) -> int:
    """The length of a bullet at the head of a text with its space; 0 for none. ``sure``: not a dash or asterisk."""
    match = (_SURE_BULLET if sure else _BULLET).match(text)
    return match.end() if match else 0


def annex_name(heading: str) -> str | None:
    """``Annex`` or ``Annex II`` for a heading that opens one, in any of the six languages."""
    match = _ANNEX.match(heading.strip())
    if match is None:
        return None
    which = match.group("which")
    if which is None:
        return "Annex"
    if re.fullmatch("[IVXivx]+", which):
        return f"Annex {which.upper()}"
    value = _CHINESE_DIGITS.get(which) or _ARABIC_ORDINALS.get(which) or int(which)
    return f"Annex {to_roman(value)}"


def heading_level(heading: str) -> int:
    """1 for ``I. …``, 2 for ``A. …`` and what stands for them in Chinese and Arabic; 0 when nothing is printed."""
    return next((level for level, pattern in _LEVELS if re.match(pattern, heading)), 0)


def to_roman(value: int) -> str:
    """A small number in capitals.

    >>> to_roman(14)
    'XIV'
    """
    text = ""
    for size, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (value // size)
        value %= size
    return text


def _series(token: str) -> int:
    for series in ("abcdefghijklmnopqrstuvwxyz", _ABJAD, _CYRILLIC):
        if len(token) == 1 and token in series:
            return series.index(token) + 1
    return 0


def _roman(token: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total = 0
    for index, letter in enumerate(token):
        value = values[letter]
        total += -value if index + 1 < len(token) and values[token[index + 1]] > value else value
    return total
