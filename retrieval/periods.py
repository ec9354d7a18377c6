"""The years, dates and ranges of dates that a question names, in six languages. Pure."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.cue_words import DIGITS, MONTHS

_YEAR = r"(?<![\d/.(])(?<![^\d\s]-)(?:19|20)\d{2}(?![\d(])"
_MONTH = "|".join(f"(?:{month})" for month in MONTHS)
_DATE = re.compile(
    r"(?P<iso>(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d))"
    rf"|(?P<zy>{_YEAR})\s*年(?:\s*(?P<zm>\d{{1,2}})\s*月(?:\s*(?P<zd>\d{{1,2}})\s*日)?)?"
    rf"|(?:\b(?P<d>\d{{1,2}})(?:er|º|°)?\s+(?:de\s+)?)?(?:\b(?P<m>{_MONTH})\b,?\s+(?:del?\s+)?)?(?P<y>{_YEAR})"
    r"(?:\s+(?:года|годов|годам|году|годом|год|г\.))?",
    re.IGNORECASE,
)
_LEAD = r"(?:(?:the )?(?:year|beginning of)\s+|l['’]année\s+|el año\s+|начал[ао]\s+|عامي?\s+|سنة\s+|سنتي\s+)?$"
_BEFORE = {
    how: re.compile(rf"\b(?:{words})\s+{_LEAD}", re.IGNORECASE)
    for how, words in {
        "since": r"since|depuis|منذ",
        "from": r"from|starting in|starting from|as of|à partir de|à compter de|dès|desde|a partir de|начиная с|со?"
        r"|ابتداء من|اعتبارا من",
        "after": r"after|later than|après|postérieure?s? à|después de|posterior(?:es)? a|после|بعد",
        "until": r"until|till|up to|jusqu['’]en|jusqu['’]à|jusqu['’]au|hasta|вплоть до|حتى",
        "before": r"before|prior to|avant|antérieure?s? à|antes de|anterior(?:es)? a|раньше|ранее|до|قبل",
        "between": r"between|entre|между|بين",
        "in": r"in|during|of|en|durante|de|в|за|от|في|خلال",
    }.items()
}
_AFTER = {
    how: re.compile(rf"\s*(?:{words})")
    for how, words in {
        "since": "以来",
        "from": "起|开始",
        "after": "之后|以后",
        "until": "为止",
        "before": "之前|以前",
    }.items()
}
_TO = re.compile(r"\s*(?:[-–—~]|至|到|\b(?:to|until|till|à|au|a|hasta|по|до|إلى|حتى)\b)\s*(?:عام\s+|سنة\s+)?")
_AND = re.compile(r"\s*(?:,?\s*\b(?:and|et|y|e|и)\b|و|和|与)\s*(?:عام\s+|سنة\s+)?")
_SELF_SINCE = re.compile(r"(?:自从|自|从)\s*$")
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time named at ``text[start:end]``, its first and last day inclusive, ISO 8601; an open end is None.

    ``how`` says in which words: since, from, after, until, before, between, in, or year where nothing stands before.
    """

    how: str
    first: str | None
    last: str | None
    start: int
    end: int


def find_periods(text: str) -> Iterator[Period]:
    """Every year, date and range in a text, in order."""
    plain = text.translate(DIGITS)
    dates = [date for match in _DATE.finditer(plain) if (date := _read(match))]
    while dates:
        date = dates.pop(0)
        pair = _pair(plain, date, dates[0]) if dates else None
        if pair:
            dates.pop(0)
        yield pair or _alone(plain, date)


def _read(match: re.Match[str]) -> Period | None:
    """The days of a date: one, a month or a year. None when there is no such day."""
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        year = int(match["zy"] or match["y"])
        month = int(match["zm"]) if match["zm"] else _month(match["m"])
        day = int(match["zd"] or (match["d"] if month else None) or 0)
    start = match.start("y") if match["d"] and not month else match.start()
    try:
        first = datetime.date(year, month or 1, day or 1)
        last = first if day else datetime.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return Period("year", first.isoformat(), last.isoformat(), start, match.end())


def _month(name: str | None) -> int:
    if not name:
        return 0
    return next((n for n, month in enumerate(MONTHS, start=1) if re.fullmatch(month, name, re.IGNORECASE)), 0)


def _pair(text: str, one: Period, other: Period) -> Period | None:
    """A range with both ends: "from 2010 to 2015", "2010-2015", "between 2010 and 2015"."""
    gap, before = text[one.end : other.start], text[max(one.start - _NEAR, 0) : one.start]
    between = _BEFORE["between"].search(before)
    if not (_TO.fullmatch(gap) or (between and _AND.fullmatch(gap))):
        return None
    opening = between or _BEFORE["from"].search(before) or _BEFORE["in"].search(before) or _SELF_SINCE.search(before)
    start = one.start - len(before) + opening.start() if opening else one.start
    return Period("between", one.first, other.last, start, other.end)


def _alone(text: str, date: Period) -> Period:
    before, after = text[max(date.start - _NEAR, 0) : date.start], text[date.end : date.end + _NEAR]
    start, end, how = date.start, date.end, "year"
    for name, pattern in _AFTER.items():
        if match := pattern.match(after):
            how, end = name, date.end + match.end()
            break
    if (opening := _SELF_SINCE.search(before)) and how in ("since", "from"):
        start = date.start - len(before) + opening.start()
    if how == "year":
        for name, pattern in _BEFORE.items():
            if name != "between" and (match := pattern.search(before)):
                how, start = name, date.start - len(before) + match.start()
                break
    return _opened(replace(date, how=how, start=start, end=end))


def _opened(date: Period) -> Period:
    """The stretch that the words make of a date: "before May 2018" ends with April."""
    if date.how in ("since", "from"):
        return replace(date, last=None)
    if date.how == "after":
        return replace(date, first=_shifted(date.last, 1), last=None)
    if date.how == "until":
        return replace(date, first=None)
    if date.how == "before":
        return replace(date, first=None, last=_shifted(date.first, -1))
    return date


def _shifted(day: str | None, by: int) -> str | None:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat() if day else None
