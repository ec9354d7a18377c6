"""Figures: the text made ready for reading, and the value of a group of digits by the custom of each language."""

import re
import unicodedata
from fractions import Fraction
from functools import cache

from app.drafting.checks.numeral_terms import percent_words

LONGEST = 40  # characters of one number; what is longer is no number that a paper states
BLANK = "\x00"  # stands for each character that is not to be read
FILL = "\x01"  # the rest of a word that was made one sign
# A group of figures with its separators; whether they part thousands or decimals, `digits_value` decides.
NUMBER = r"(?:\d{1,3}(?: \d{3})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٬٫]\d+)*)"

_POINT_FOR_THOUSANDS = frozenset(("fr", "es", "ru"))
_SPACES = "\u00a0\u202f\u2009\u2007\u2002\u2003\u2005\u3000\t\n\r"
_SAME_LENGTH = dict.fromkeys(_SPACES, " ") | dict(
    zip("％٪（）．／－−‑‐￥＄兩億萬點餘幾數", "%%()./----¥$两亿万点余几数", strict=True)
)
_ROMAN_PAIR = r"(?![IVX]+/[IVX]+\b)"
_PARAGRAPH = (
    r"(?:,\s?|،\s?|，\s?|\s|(?<=\())(?:paras?\.|par\.|párrs?\.|пп?\.|الفقر(?:ة|ات)|第)\s?"
    r"\d+(?:\s?[-–—]\s?\d+|,\s?\d+(?=\s?[,;.)]|$))*(?:\s?段)?"
)
# The series A/RES and S/RES are left for the reader of resolutions.
_SKIPPED = re.compile(
    r"https?://\S+"
    rf"|(?<![\w/])(?![AS]/RES/){_ROMAN_PAIR}[A-Z][A-Z0-9]*(?:/[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*(?:\([^()\s]*\))?)+"
    rf"(?:#[\w()~.]+(?:@\w+)?)?(?:{_PARAGRAPH})?"
    rf"|\bdoc:\S+|\((?:[A-Z][\w./-]*)?{_PARAGRAPH}[^()]*\)"
    r"|\[\d+(?:\s?[,–-]\s?\d+)*\]"
    r"|(?<!\d)\d{2}-\d{5}(?!\d)"
    r"|\A\s*(?:\d{1,3}[.)]|\(\d{1,3}\)|\d{1,3} -)\s"
    r"|(?<![\d.])\d+(?:\.\d+){2,}(?!\d)(?<!\.\d{3})"
)
_COMMA_LIST = re.compile(r"(?<![\d.])\d+(?:,\d+)+(?![\d.])")


def prepare(text: str, language: str) -> str:
    """The text with plain digits, spaces and signs and without symbols, marks and labels; every offset stays."""
    text = text.translate(_table())
    text = _SKIPPED.sub(lambda match: BLANK * len(match[0]), text)
    text = _COMMA_LIST.sub(_split_list, text)
    return percent_words(language).sub(lambda match: "%" + FILL * (len(match[0]) - 1), text)


def digits_value(figures: str, language: str) -> Fraction | None:
    """The number that figures and separators write; None when they write none (3.1.2, or a page of digits)."""
    if len(figures) > LONGEST:
        return None
    plain = figures.replace(" ", "").replace("٬", "").replace("٫", ".")
    marks = re.findall(r"[.,]", plain)
    decimal = "" if not marks else marks[-1]
    if len(set(marks)) == 1 and _is_thousands(plain, marks[-1], len(marks), " " in figures or "٫" in figures, language):
        decimal = ""
    elif len(marks) > 1 and marks.count(decimal) > 1:
        return None
    plain = "".join("." if char == decimal else char for char in plain if char.isdigit() or char == decimal)
    return Fraction(plain)


def _is_thousands(plain: str, mark: str, count: int, decided: bool, language: str) -> bool:
    groups = plain.split(mark)
    if decided or len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:]) or groups[0] == "0":
        return False
    return count > 1 or (mark == ".") == (language in _POINT_FOR_THOUSANDS)


def _split_list(match: re.Match[str]) -> str:
    """Figures run together by commas that part neither thousands nor decimals are a list: 2010,2012."""
    first, *rest = match[0].split(",")
    thousands = len(first) <= 3 and all(len(group) == 3 for group in rest)
    decimals = len(rest) == 1 and not (len(first) == 4 and len(rest[0]) == 4)
    return match[0] if thousands or decimals else match[0].replace(",", BLANK)


@cache
def _table() -> dict[int, str]:
    """Digits of every script, wide signs and odd spaces, each to one plain character."""
    digits = {
        chr(n): str(unicodedata.digit(chr(n))) for start in (0x660, 0x6F0, 0xFF10) for n in range(start, start + 10)
    }
    return str.maketrans(digits | _SAME_LENGTH)
