"""The unit of a number, from the words beside it, and what the numbers of one series share."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from app.drafting.checks.numeral_terms import after, before, link, structure
from app.drafting.checks.quantity import Quantity

_ASIDE = re.compile(r"\s*[,،，:：]|\s(?:lugar|lieu)\b")  # "Second, …" orders a speech and counts nothing
_BETWEEN = re.compile(r"(?:between|entre|между|بين(?:\s+(?:عامي|سنتي))?|介于)\s*$", re.IGNORECASE)
_HAN_DIGITS = frozenset("〇零一二三四五六七八九")
_CONJUNCTIONS = ("to", "or", "and")
_AMOUNTS = ("percent", "currency", "time", "mass", "length", "power")


def with_unit(one: Quantity, text: str, language: str) -> Quantity:
    """The number with the unit its neighbours give; a digit glued to letters (IR-2m) becomes uncertain."""
    ahead, end, behind = _beside(one, text, language)
    if one.unit == "ordinal":
        return _ranked(one, text, language, ahead, behind)
    if one.unit == "roman":
        return replace(one, unit="ordinal") if behind in ("ordinal", "label") else one
    if one.unit:
        return one
    if re.match(r"0\d", text[one.start : one.end]):  # 007 is no 7
        return replace(one, unit="code")
    year = _may_be_year(one, text)
    if not ahead:
        return _named(one, text, behind, year)
    measured = _measured(one, ahead, end, year and language in ("zh", "ru"))
    half = Fraction(1, 2) if language == "zh" and ahead.startswith("time") and text[end : end + 1] == "半" else 0
    return replace(measured, value=measured.value + half)


def _may_be_year(one: Quantity, text: str) -> bool:
    words = text[one.start : one.end]
    plain = len(words) == 4 and (words.isdigit() or set(words) <= _HAN_DIGITS)
    return plain and one.scale == 1 and 1000 <= one.value <= 2199


def _named(one: Quantity, text: str, behind: str, year: bool) -> Quantity:
    if behind.startswith("currency") and re.match(r"m\b", text[one.end : one.end + 2]):  # $10m
        return replace(one, end=one.end + 1, value=one.value * 10**6, unit=behind, scale=10**6)
    if behind.startswith("currency") or (behind and not year) or (behind == "decade" and one.value % 10 == 0):
        return replace(one, unit=behind, certain=True)
    if text[one.end - 1].isdigit() and re.match(r"[A-Za-zА-я\u0620-\u064a]", text[one.end : one.end + 1]):
        return replace(one, certain=False)
    return replace(one, unit="year") if year and (1900 <= one.value <= 2100) else one


def _beside(one: Quantity, text: str, language: str) -> tuple[str, int, str]:
    """The unit after the number, where it ends, and what the word before the number makes of it."""
    pattern, units = after(language)
    ahead = pattern.match(text, one.end)
    unit = units[(ahead.lastindex or 1) - 1] if ahead else ""
    if unit == "decade" and one.value < 1000 and one.value % 10:
        ahead, unit = None, ""
    pattern, units = before(language)
    behind = pattern.search(text[max(0, one.start - 32) : one.start])
    return unit, ahead.end() if ahead else one.end, units[(behind.lastindex or 1) - 1] if behind else ""


def _measured(one: Quantity, unit: str, end: int, year: bool) -> Quantity:
    if unit == "time:year" and year:
        return replace(one, end=end, unit="year")
    certain = one.certain or unit == "percent" or unit.startswith("currency")
    return replace(one, end=end, unit=unit, certain=certain)


def _ranked(one: Quantity, text: str, language: str, ahead: str, behind: str) -> Quantity:
    if "anniversary" in (ahead, behind):
        return replace(one, unit="anniversary", certain=True)
    if language == "zh" or not one.certain:  # the reader of Chinese has decided
        return one
    if one.value == 1:
        return replace(one, certain=behind == "ordinal" or bool(structure(language).match(text, one.end)))
    return replace(one, certain=not _ASIDE.match(text, one.end))


def in_series(numbers: Sequence[Quantity], text: str) -> tuple[Quantity, ...]:
    """Each number with what their series gives it: "articles I, II and III", "2 to 3 million", "5 and 10 per cent"."""
    out = _joined(numbers, text)
    links = [_link(out, at, text) for at in range(len(out) - 1)]
    for at, kind in enumerate(links):
        comma_of_list = kind == "comma" and _goes_on(links, at)
        if kind in _CONJUNCTIONS or comma_of_list:
            out[at + 1] = _named_like(out[at + 1], out[at], text)
    for at in reversed(range(len(links))):
        out[at] = _measured_like(out[at], out[at + 1], links[at], text)
    return tuple(one for one in out if one.unit != "roman")


def ranges(numbers: Sequence[Quantity], text: str) -> tuple[tuple[Quantity, Quantity], ...]:
    """The pairs that a text gives as two ends: from 2012 to 2022, 2–13 April, between 5 and 10."""
    pairs = [pair for pair in pairwise(numbers) if pair[0].unit == pair[1].unit]
    return tuple(pair for pair in pairs if pair[0].start == pair[1].start or _is_range(pair, text))


def _is_range(pair: tuple[Quantity, Quantity], text: str) -> bool:
    kind = _link(pair, 0, text)
    return kind == "to" or (kind == "and" and _after_between(pair[0], text))


def _after_between(one: Quantity, text: str) -> bool:
    return bool(_BETWEEN.search(text[max(0, one.start - 12) : one.start]))


def _joined(numbers: Sequence[Quantity], text: str) -> list[Quantity]:
    """3 亿 2 000 万 and 2 млн 300 тыс. are one number."""
    out: list[Quantity] = []
    for one in numbers:
        last = out[-1] if out else None
        if last and one.start < last.end:  # the "decades" of "two decades"
            continue
        if last and 1 < one.scale < last.scale and one.value < last.scale and text[last.end : one.start] in ("", " "):
            out[-1] = replace(one, start=last.start, value=last.value + one.value)
        else:
            out.append(one)
    return out


def _link(numbers: Sequence[Quantity], at: int, text: str) -> str:
    gap = text[numbers[at].end : numbers[at + 1].start]
    if len(gap) > 16:
        return ""
    return next((kind for kind, pattern in link().items() if pattern.match(gap)), "")


def _goes_on(links: Sequence[str], at: int) -> bool:
    return next((kind in _CONJUNCTIONS for kind in links[at:] if kind != "comma"), False)


def _named_like(one: Quantity, last: Quantity, text: str) -> Quantity:
    if last.unit not in ("ordinal", "label"):
        return one
    if one.unit == "roman":
        return replace(one, unit="ordinal")
    figures = (
        one.unit == "" and one.scale == 1 and (text[one.start].isdigit() or text[one.start] in _HAN_DIGITS | {"十"})
    )
    return replace(one, unit="label", certain=True) if figures else one


def _measured_like(one: Quantity, following: Quantity, kind: str, text: str) -> Quantity:
    if one.unit not in ("", following.unit) or kind not in _CONJUNCTIONS:
        return one
    ranged = kind in ("to", "or") or _after_between(one, text)
    if ranged and one.scale == 1 < following.scale and one.value < following.value / following.scale:
        one = replace(one, value=one.value * following.scale, scale=following.scale)
    shared = following.unit.startswith(_AMOUNTS) if ranged else following.unit == "percent" and one.value <= 100
    return replace(one, unit=following.unit) if shared else one
