"""Dates, spans of years and resolution numbers: the figures that are names and not amounts.

Each reader takes a prepared text and gives what it found, and the text with those places blanked.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

from app.drafting.checks.numeral_digits import BLANK
from app.drafting.checks.numeral_han import han_value
from app.drafting.checks.quantity import Quantity

Reading = tuple[tuple[Quantity, ...], str]

_MONTHS = {
    "en": "Jan(?:uary|\\.) Feb(?:ruary|\\.) Mar(?:ch|\\.) Apr(?:il|\\.) May June? July? Aug(?:ust|\\.) "
    "Sept?(?:ember|\\.) Oct(?:ober|\\.) Nov(?:ember|\\.) Dec(?:ember|\\.)",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto sep?tiembre octubre noviembre diciembre",
    "ru": "январ\\w{1,2} феврал\\w{1,2} март[аеу]? апрел\\w{1,2} ма[йяею] июн\\w{1,2} июл\\w{1,2} август[аеу]?"
    " сентябр\\w{1,2} октябр\\w{1,2} ноябр\\w{1,2} декабр\\w{1,2}",
    "ar": "كانون[_]الثاني|يناير شباط|فبراير آذار|مارس نيسان|أبريل أيار|مايو حزيران|يوني[هو] تموز|يولي[هو] آب|أغسطس"
    " أيلول|سبتمبر تشرين[_]الأول|أكتوبر تشرين[_]الثاني|نوفمبر كانون[_]الأول|ديسمبر",
}
_NOT_ALONE = re.compile(r"May|March|Mar\.|June?|مارس|آب")  # words or names without a day or a year beside them
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.?º|-го)?"
_BETWEEN = r"[-–—,،、]|to|and|through|au|et|à|al|y|a|по|до|и|إلى|و|至|到|和|及|与"
_LINK = re.compile(rf"[\s日{BLANK}]*(?:{_BETWEEN})?\s*(?:the|le|el|du|из|من)?\s*")
_HAN_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_HAN_DATE = re.compile(
    r"(?<![\d.,])(?:(?P<y>\d{4}|[〇零一二三四五六七八九]{4})\s?年\s?)?"
    rf"(?<![\d.,])(?P<m>{_HAN_DAY})\s?月(?:份|\s?(?P<days>{_HAN_DAY}(?:\s?日?\s?[-–—至到和、及]\s?{_HAN_DAY}){{0,8}})\s?[日号])?"
)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d{1,2})[./](?P<m2>\d{1,2})[./](?P<y2>[12]\d{3}))(?![\d/-])"
)
_YEARS = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)(?:\s?[-–—/]\s?(?=\d{4})|[-–/])((?:19|20)?\d\d)(?![\d/]|-\d)")
_SYMBOL_RESOLUTION = re.compile(
    r"\b[AS]/RES/(?:ES-|S-)?(?P<n>\d{1,4})(?:/(?P<y>\d{1,3}))?(?:\s?\((?P<in>(?:19|20)\d\d)\))?"
)
_DATED_RESOLUTION = re.compile(r"(?<![\d./])(?P<n>\d{3,4})\s?\((?P<y>(?:19|20)\d\d|[IVXL]+)\)")
_SESSION_RESOLUTION = re.compile(r"(?<![\d./])(?P<n>[2-9]\d)/(?P<y>\d{1,3})(?![\d/])")
_NAMED_RESOLUTION = re.compile(
    r"(?i:\b(?:r[eé]solutions?|resoluci(?:ón|ones)|резолюци\w+|[وبلك]?ل?(?:ال)?قرار(?:ات|ين|ي)?)\s+(?:No\.\s?|№\s?|رقم\s)?"
    r"|(?=\d{1,4}\s?号\S{0,4}?决议))(?P<n>\d{1,4})(?![\d/.,]\d|\d|\s?\()"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def roman_value(text: str) -> int:
    """The number a Roman numeral up to 89 writes; 0 when `text` is none."""
    if not re.fullmatch(r"L?X{0,3}(?:IX|IV|V?I{0,3})|XL(?:IX|IV|V?I{0,3})", text):
        return 0
    digits = [_ROMAN[letter] for letter in text]
    return sum(-one if one < following else one for one, following in zip(digits, [*digits[1:], 0], strict=True))


def read_dates(text: str, language: str) -> Reading:
    """Every date with at least a month. Ranges give both ends; a year said once goes to both."""
    pattern = _HAN_DATE if language == "zh" else _word_date(language)
    numeric, rest = _sweep(_NUMERIC, text, _numeric_dates)
    worded, rest = _sweep(pattern, rest, lambda match: _worded_dates(match, language))
    return numeric + _share_years(worded, text), rest


def read_years(text: str) -> Reading:
    """Spans of years: 2012–2022, 2010/11."""

    def ends(match: re.Match[str]) -> Iterator[Quantity]:
        first, last = match.groups()
        last = last if len(last) == 4 else first[:2] + last
        if int(last) > int(first):
            yield Quantity(match.start(1), match.end(1), Fraction(first), "year")
            yield Quantity(match.start(2), match.end(2), Fraction(last), "year")

    return _sweep(_YEARS, text, ends)


def read_resolutions(text: str) -> Reading:
    """Resolutions, as 1540 (2004), 72/31 or by name. A document symbol is read too, but makes no claim."""
    found: tuple[Quantity, ...] = ()
    for pattern in (_SYMBOL_RESOLUTION, _DATED_RESOLUTION, _SESSION_RESOLUTION, _NAMED_RESOLUTION):
        more, text = _sweep(pattern, text, _resolution)
        found += more
    return found, text


def _sweep(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], Iterator[Quantity]]) -> Reading:
    found: list[Quantity] = []
    for match in pattern.finditer(text):
        quantities = list(read(match))
        found += quantities
        if quantities:
            text = text[: match.start()] + BLANK * len(match[0]) + text[match.end() :]
    return tuple(found), text


def _resolution(match: re.Match[str]) -> Iterator[Quantity]:
    groups = match.groupdict()
    year = groups.get("y") or groups.get("in") or "0"
    parts = (int(match["n"]), int(year) if year.isdigit() else roman_value(year))
    yield Quantity(
        match.start("n"), match.end(), Fraction(parts[0]), "resolution", parts, match.re is not _SYMBOL_RESOLUTION
    )


def _numeric_dates(match: re.Match[str]) -> Iterator[Quantity]:
    year, month, day = (int(match[key] or match[key + "2"]) for key in ("y", "m", "d"))
    if 0 < month <= 12 and 0 < day <= 31:
        yield _date(match.start(), match.end(), year, month, day)


def _worded_dates(match: re.Match[str], language: str) -> Iterator[Quantity]:
    groups = match.groupdict()
    year, days = groups["y"] or groups.get("y2"), groups["days"] or groups.get("days2") or ""
    month = _han(groups["m"]) if language == "zh" else _month(groups["m"] or groups["m2"], language)
    numbers = [_han(day) for day in re.findall(r"\d+" if language != "zh" else _HAN_DAY, days)] or [0]
    alone = not days and not year and _NOT_ALONE.fullmatch(match[0])
    if 0 < month <= 12 and max(numbers) <= 31 and not alone and (min(numbers) or not days):
        for day in numbers:
            yield _date(match.start(), match.end(), _han(year or "0"), month, day)


def _date(start: int, end: int, year: int, month: int, day: int) -> Quantity:
    return Quantity(start, end, Fraction(year * 10000 + month * 100 + day), "date", (year, month, day))


def _share_years(dates: tuple[Quantity, ...], text: str) -> tuple[Quantity, ...]:
    """In "30 April to 11 May 2012" and its like in every language, one year stands for both."""
    out = list(dates)
    steps = [*zip(range(len(out)), range(1, len(out)), strict=False)]
    for at, other in [*steps, *((later, earlier) for earlier, later in reversed(steps))]:
        one, two = out[min(at, other)], out[max(at, other)]
        linked = one.start == two.start or _LINK.fullmatch(text[one.end : two.start])
        source, target = out[at].parts, out[other].parts
        if linked and source[0] and not target[0]:
            made = _date(0, 0, source[0], target[1], target[2])
            out[other] = replace(out[other], value=made.value, parts=made.parts)
    return tuple(out)


def _han(text: str) -> int:
    return int(text) if text.isdigit() else int(han_value(text) or 0)


def _month(name: str, language: str) -> int:
    return next(n for n, one in enumerate(_month_names(language), 1) if re.match(one, name, re.IGNORECASE))


@cache
def _month_names(language: str) -> tuple[str, ...]:
    names = [rf"(?:{name})".replace("[_]", r"\s") for name in _MONTHS[language].split()]
    if language != "ar":
        return tuple(names)
    # Both month names of Arabic usage are written, with a stroke between them; either alone will do.
    return tuple(f"{name}(?:\\s?/\\s?{name})?" for name in names)


@cache
def _word_date(language: str) -> re.Pattern[str]:
    month, year = "|".join(_month_names(language)), r"(?:[12]\d{3})(?!\d)"
    days = rf"{_DAY}(?:\s?(?:{_BETWEEN})\s?{_DAY}){{0,8}}"
    pattern = (
        rf"(?:(?<![\w.,/])(?P<days>{days})[\s-]+(?:de\s+|of\s+|من\s+)?)?(?<!\w)(?P<m>{month})(?!\w)"
        rf"(?:,?\s+(?:del?\s+|of\s+)?(?:عام\s+|سنة\s+)?(?P<y>{year}))?"
    )
    if language == "en":
        american = rf"(?<!\w)(?P<m2>{month})\s(?P<days2>{_DAY}(?:\s?[-–]\s?{_DAY})?),\s?(?P<y2>{year})"
        pattern = f"{american}|{pattern}"
    return re.compile(pattern, re.NOFLAG if language == "en" else re.IGNORECASE)
