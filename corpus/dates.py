"""Dates of mastheads in six languages. Month names come from Babel (CLDR); the double Arabic names are split."""

from __future__ import annotations

import functools
import re
from datetime import date

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_LEVANT = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip


@functools.cache
def _months() -> tuple[tuple[str, int], ...]:
    from babel.dates import get_month_names

    names = {name: index for index, name in enumerate(_LEVANT, start=1)}
    for locale in ("en", "fr", "es", "ru", "ar"):
        names |= {name.casefold(): index for index, name in get_month_names("wide", locale=locale).items()}
    return tuple(sorted(names.items(), key=lambda item: -len(item[0])))


def read_opening_date(text: str) -> date | None:
    """The first day named in a date or a range of dates.

    >>> read_opening_date("Geneva, 23 April–4 May 2018")
    datetime.date(2018, 4, 23)
    """
    text = text.translate(_ARABIC_DIGITS)
    if match := _CHINESE.search(text):
        return _date(*map(int, match.groups()))
    year, day, month = _YEAR.search(text), _DAY.search(text), _first_month(text.casefold())
    if year is None or day is None or month is None:
        return None
    return _date(int(year.group()), month, int(day.group()))


def is_date_only(text: str) -> bool:
    """Whether a line is one date and nothing else (an issue date)."""
    text = text.translate(_ARABIC_DIGITS).casefold()
    if "," in text or "，" in text or "،" in text or read_opening_date(text) is None:
        return False
    for name, _ in _months():
        text = text.replace(name, " ")
    text = re.sub(r"\b1er\b", "1", text)
    return not re.sub(r"[\d\s/.年月日]|\b(?:de|du|le|года|г)\b", "", text)


def _first_month(folded: str) -> int | None:
    found = [(folded.find(name), index) for name, index in _months() if name in folded]
    return min(found)[1] if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
