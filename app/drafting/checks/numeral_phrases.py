"""Numbers in languages that part their words: figures and number words, joined as each language joins them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from app.drafting.checks.numeral_digits import BLANK, NUMBER, digits_value
from app.drafting.checks.numeral_words import Word, look_up
from app.drafting.checks.quantity import Quantity

_TOKEN = re.compile(rf"(?<!\d)(?<!\d[.,])(?P<digits>{NUMBER})|[^\W\d_]+")
_NEAR = re.compile(r"[ \-]{0,2}")
_AND = {"en": "and", "fr": "et", "es": "y"}
_GLUED = re.compile(r"(?:[A-Za-zА-я]\.?|\+)$")
_ARTICLE = re.compile(r"(?<!half )\b[Aa] $")
_HALF = {
    "en": re.compile(r" and a half\b"),
    "fr": re.compile(r" et demie?\b"),
    "es": re.compile(r" y medi[oa]\b"),
    "ru": re.compile(r" с половиной\b"),
    "ar": re.compile(r" ونصف(?: ال)?\b"),
}
_FRACTIONS = {
    "en": {
        "500000": r"half a million",
        "1/3": r"one[- ]third|a third(?= of)",
        "2/3": r"two[- ]thirds",
        "1/4": r"(?:one|a)[- ]quarter",
        "3/4": r"three[- ]quarters",
        "1/5": r"one[- ]fifth",
    },
    "fr": {
        "500000": r"un demi-million",
        "1/3": r"un tiers",
        "2/3": r"(?:deux |aux )tiers",
        "1/4": r"un quart",
        "3/4": r"trois quarts",
    },
    "es": {
        "500000": r"medio millón",
        "1/3": r"un tercio|la tercera parte",
        "2/3": r"dos (?:tercios|terceras partes)",
        "1/4": r"una cuarta parte",
        "3/4": r"tres (?:cuartos|cuartas partes)",
        "1/5": r"una quinta parte",
    },
    "ru": {
        "500000": r"полмиллиона",
        "2/3": r"(?:две|двух|двумя) трет(?:и|ей|ями)",
        "3/4": r"(?:три|трех|трёх) четверт(?:и|ей)",
        "1/3": r"(?:одн\w+ )?трет(?:ь|и)",
        "1/4": r"(?:одн\w+ )?четверть",
    },
    "ar": {
        "500000": r"نصف مليون",
        "2/3": r"(?:ال|ب|ل|و)*ثلث(?:ا|ي|ين|ان)",
        "3/4": r"ثلاثة أرباع",
        "1/3": r"(?:ال|ب|ل|و)*ثلث",
        "1/4": r"ربع(?! سنوي)",
    },
}


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    figures: str = ""
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A number so far: `below` the next magnitude word, `above` what such words have made, and their `scale`."""

    start: int
    end: int
    below: Fraction = Fraction(0)
    above: Fraction = Fraction(0)
    scale: int = 1
    words: int = 1
    figures: bool = False
    ordinal: bool = False
    certain: bool = True

    @property
    def value(self) -> Fraction:
        return self.above + self.below


def read_phrases(text: str, language: str) -> tuple[Quantity, ...]:
    """Every number of a prepared text in a language that parts its words."""
    found = [
        Quantity(match.start(), match.end(), Fraction(value))
        for pattern, values in [_fractions(language)]
        for match in pattern.finditer(text)
        for value in [values[(match.lastindex or 1) - 1]]
    ]
    for one in found:
        text = text[: one.start] + BLANK * (one.end - one.start) + text[one.end :]
    phrase: _Phrase | None = None
    for token in _tokens(text, language):
        longer = _extend(phrase, token, text, language) if phrase else None
        if phrase and longer is None:
            found.append(_quantity(phrase))
        phrase = _with_half(longer or _begin(token, text, language), text, language)
    return tuple(sorted([*found, *([_quantity(phrase)] if phrase else [])], key=lambda one: one.start))


def _tokens(text: str, language: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match["digits"]:
            yield _Token(match.start(), match.end(), match["digits"])
        elif word := look_up(match[0], language):
            yield _Token(match.start(), match.end(), word=word)


def _begin(token: _Token, text: str, language: str) -> _Phrase | None:
    """The phrase that starts here; None where the word is no number by itself ("hundreds of", "thousand")."""
    start, end, word = token.start, token.end, token.word
    before = text[max(0, start - 8) : start]
    if word is None:
        value = digits_value(token.figures, language)
        return None if value is None else _Phrase(start, end, value, figures=True, certain=not _GLUED.search(before))
    if word.kind in ("scale", "hundred"):
        if not (word.alone or (language == "en" and _ARTICLE.search(before))):
            return None
        if word.kind == "hundred":
            return _Phrase(start, end, word.value, words=2)
    if word.value >= 1000:
        return _Phrase(start, end, above=word.value, scale=int(word.value) // int(str(word.value)[0]))
    return _Phrase(start, end, word.value, ordinal=word.kind == "ordinal", certain=word.kind != "loose")


def _extend(phrase: _Phrase, token: _Token, text: str, language: str) -> _Phrase | None:
    """The phrase with one word more, or None where the word starts another number."""
    word, gap = token.word, text[phrase.end : token.start]
    conjunction = gap.strip(" -") == _AND.get(language)
    if word is None or word.kind == "loose" or not phrase.certain or not (conjunction or _NEAR.fullmatch(gap)):
        return None
    if phrase.ordinal and language != "ar" and not (language == "es" and word.kind == "ordinal"):
        return None
    grown: _Phrase | None
    if word.kind == "scale":
        grown = None if conjunction or word.joined else _scaled(phrase, int(word.value))
    elif word.kind == "hundred":
        grown = None if conjunction else _hundreds(phrase, word.joined, language)
    else:
        grown = _added(phrase, word, conjunction, language)
    return replace(grown, end=token.end, words=phrase.words + 1) if grown else None


def _with_half(phrase: _Phrase | None, text: str, language: str) -> _Phrase | None:
    """Two and a half million; un million et demi."""
    half = _HALF[language].match(text, phrase.end) if phrase and not phrase.ordinal else None
    if phrase is None or half is None:
        return phrase
    below, above = (Fraction(1, 2), 0) if phrase.below or phrase.scale == 1 else (0, Fraction(phrase.scale, 2))
    return replace(phrase, end=half.end(), below=phrase.below + below, above=phrase.above + above, words=2)


def _scaled(phrase: _Phrase, scale: int) -> _Phrase | None:
    if scale < phrase.scale:
        return replace(phrase, below=Fraction(0), above=phrase.above + phrase.below * scale) if phrase.below else None
    return replace(phrase, below=Fraction(0), above=phrase.value * scale, scale=phrase.scale * scale)


def _hundreds(phrase: _Phrase, joined: bool, language: str) -> _Phrase | None:
    if phrase.below == 0 and phrase.above and language != "en":
        return replace(phrase, below=Fraction(100))
    most = 99 if language == "en" else 9
    return replace(phrase, below=phrase.below * 100) if 0 < phrase.below <= most and not joined else None


def _added(phrase: _Phrase, word: Word, conjunction: bool, language: str) -> _Phrase | None:
    below, value = phrase.below, word.value
    if phrase.figures or not 0 < value < 1000 or phrase.scale == 12:
        return None
    if conjunction and not _and_fits(phrase, value, language):
        return None
    rest = below % 100
    fits = value < 100 or below == 0
    if language == "ar" and not word.joined:  # fifteen is "five ten"; everything else has its "and"
        return (
            replace(phrase, below=below + 10, ordinal=phrase.ordinal or word.kind == "ordinal")
            if value == 10 > rest > 0
            else None
        )
    if language == "fr" and value == 20 and rest == 4:
        return replace(phrase, below=below + 76)
    french = language == "fr" and ((rest in (60, 80) and value < 20) or (rest in (10, 70, 90) and 7 <= value <= 9))
    arabic = language == "ar" and 0 < rest < 10 and value >= 20 and value % 10 == 0
    tens = rest >= 20 and rest % 10 == 0 and value < 10
    if fits and (rest == 0 or tens or french or arabic):
        return replace(phrase, below=below + value, ordinal=phrase.ordinal or word.kind == "ordinal")
    return None


def _and_fits(phrase: _Phrase, value: Fraction, language: str) -> bool:
    if language == "en":  # "two hundred and five", and not "two million and five"
        return value < 100 and (phrase.below >= 100 or (phrase.below == 0 and phrase.scale == 1000))
    if language == "fr":
        return value in (1, 11)
    return value < 10 and phrase.below % 100 >= 20


def _quantity(phrase: _Phrase) -> Quantity:
    alone = phrase.words == 1 and not phrase.figures and not phrase.ordinal and phrase.value <= 1
    unit = "ordinal" if phrase.ordinal else ""
    return Quantity(
        phrase.start, phrase.end, phrase.value, unit, certain=phrase.certain and not alone, scale=phrase.scale
    )


@cache
def _fractions(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    rows = _FRACTIONS[language]
    return re.compile("|".join(rf"(?<!\w)({pattern})(?!\w)" for pattern in rows.values()), re.IGNORECASE), tuple(rows)
