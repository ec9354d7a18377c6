"""Reading numbers in the six languages of the United Nations.

What a text counts, dates, ranks or names by number, with the value and the unit on which two languages can meet.
Document symbols, citation marks and paragraph labels are not numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from app.drafting.checks.numeral_dates import read_dates, read_resolutions, read_years, roman_value
from app.drafting.checks.numeral_digits import BLANK, prepare
from app.drafting.checks.numeral_han import read_han
from app.drafting.checks.numeral_phrases import read_phrases
from app.drafting.checks.numeral_terms import LANGUAGES
from app.drafting.checks.numeral_units import in_series, with_unit
from app.drafting.checks.quantity import Quantity

__all__ = ["Quantity", "read_all", "read_quantities"]

_MOST = 10**40
_ROMAN = re.compile(r"(?<![\w.])(?P<roman>[IVXL]+)(?:e|er|ère|ème)?(?P<century>\s+(?:siècle|век\w*|вв?\.))?(?!\w)")
_RATIO = re.compile(r"(?<![\d/.,])([1-9])/([2-9])(?![\d/])")
_QUOTES = re.compile('[“”«»„「」『』"]')
_SCRIPTS = {
    "zh": re.compile(r"[\u3400-\u9fff]"),
    "ar": re.compile(r"[\u0620-\u064a]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "en": re.compile(r"[A-Za-zÀ-ÿ]"),
}


def read_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The numbers that `text` claims, in reading order; `language` is one of en fr es ru ar zh.

    "One" and "first" in words are claims only where they must be ("one million", "the first session").
    """
    return tuple(one for one in read_all(text, language) if one.certain)


def read_all(text: str, language: str) -> tuple[Quantity, ...]:
    """As `read_quantities`, with the uncertain readings too: what may stand behind a claim, and is none itself.

    A quotation in another script is read by the rules of its own language.
    """
    found: list[Quantity] = []
    for start, piece, own in _pieces(text, language if language in LANGUAGES else "en"):
        found += [replace(one, start=one.start + start, end=one.end + start) for one in _read(piece, own)]
    return tuple(found)


def _read(text: str, language: str) -> tuple[Quantity, ...]:
    clean = prepare(text, language)
    dates, clean = read_dates(clean, language)
    years, clean = read_years(clean)
    resolutions, clean = read_resolutions(clean)
    ratios = [Quantity(match.start(), match.end(), Fraction(match[0])) for match in _RATIO.finditer(clean)]
    clean = _RATIO.sub(BLANK * 3, clean)
    raw = read_han(clean) if language == "zh" else read_phrases(clean, language)
    numbers = sorted([*raw, *_romans(clean)], key=lambda one: one.start)
    numbers = [with_unit(one, clean, language) for one in numbers]
    found = [*dates, *years, *resolutions, *ratios, *in_series(numbers, clean)]
    return tuple(sorted((one for one in found if one.value < _MOST), key=lambda one: one.start))


def _romans(text: str) -> Iterator[Quantity]:
    for match in _ROMAN.finditer(text):
        if value := roman_value(match["roman"]):
            unit = "ordinal" if match["century"] else "roman"
            yield Quantity(match.start(), match.end("roman"), Fraction(value), unit)


def _pieces(text: str, language: str) -> Iterator[tuple[int, str, str]]:
    """The text cut at quotation marks where a quotation is in another script, each piece with its language."""
    cuts = [0, *(match.end() for match in _QUOTES.finditer(text)), len(text)]
    spans = [(start, end) for start, end in pairwise(cuts) if end > start]
    languages = [_language(text[start:end], language) for start, end in spans]
    if len(set(languages)) <= 1:
        spans, languages = [(0, len(text))], languages[:1] or [language]
    for (start, end), own in zip(spans, languages, strict=True):
        yield start, text[start:end], own


def _language(piece: str, language: str) -> str:
    own = language if language in _SCRIPTS else "en"
    counts = {script: len(letters.findall(piece)) for script, letters in _SCRIPTS.items() if script != own}
    if not any(counts.values()):
        return language
    # One Han character says as much as some three Latin letters.
    weights = {script: count * (1 if script == "en" else 3) for script, count in counts.items()}
    held = len(_SCRIPTS[own].findall(piece)) * (1 if own == "en" else 3)
    most = max(weights, key=lambda script: weights[script])
    return most if weights[most] > held else language
