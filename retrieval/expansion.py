"""What a text says exactly, as terms that read alike in six languages; and what a question may also be called. Pure.

Exact terms: ``xxd20280605`` is a day, ``xxm202806`` its month, ``xxart6`` an article, ``xxres1540`` a resolution,
``xxs:npt/conf.2020/wp.30`` a document symbol and ``xxs:wp.30`` how it ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from corpus.model import Language
from corpus.symbol import find_symbols
from retrieval.words import SHARED, Named, asked_in, asking_words, named_in, names_as_written, quoted, words_of

# The months, each in en, fr, es, ru (of, in, and by itself) and the two ways of Arabic. Underscores stand for spaces.
_MONTHS = (
    "january janvier enero января январе январь يناير كانون_الثاني",
    "february février febrero февраля феврале февраль فبراير شباط",
    "march mars marzo марта марте март مارس آذار",
    "april avril abril апреля апреле апрель أبريل إبريل نيسان",
    "may mai mayo мая мае май مايو أيار",
    "june juin junio июня июне июнь يونيه يونيو حزيران",
    "july juillet julio июля июле июль يوليه يوليو تموز",
    "august août agosto августа августе август أغسطس آب",
    "september septembre septiembre setiembre сентября сентябре сентябрь سبتمبر أيلول",
    "october octobre octubre октября октябре октябрь أكتوبر تشرين_الأول",
    "november novembre noviembre ноября ноябре ноябрь نوفمبر تشرين_الثاني",
    "december décembre diciembre декабря декабре декабрь ديسمبر كانون_الأول",
)
_MONTH_OF = {name.replace("_", " "): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True)).replace(" ", r"\s+")
_MONTH = rf"(?P<month>{_NAMES})(?:\s*/\s*(?:{_NAMES}))?(?!\w)"
_DAY, _YEAR = r"(?<![\d.,])\d{1,2}(?:er|st|nd|rd|th)?(?!\d|[.,]\d)", r"(?P<year>(?:19|20)\d{2})(?!\d)"
_TO = r"\s*(?:[-\u2010-\u2015,]|and|to|et|au|y|al?|и|по|و|إلى)\s*"
_DATES = (
    re.compile(rf"(?P<days>{_DAY}(?:{_TO}{_DAY})*)\s+(?:de\s+)?{_MONTH}(?:,?\s+(?:del?\s+)?(?:عام\s+)?{_YEAR})?"),
    re.compile(rf"(?<!\w)(?P<month>{_NAMES})\s+(?P<days>{_DAY}(?:{_TO}{_DAY})*)(?:,\s*{_YEAR})"),
    re.compile(rf"(?<!\w)[وفبل]?{_MONTH},?\s+(?:del?\s+)?(?:عام\s+)?{_YEAR}"),
)
_CHINESE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*)?(?:(?P<month>1?\d)\s*月(?:份?\s*(?P<day>[1-3]?\d)\s*[日号])?"
    r"|(?<=至)\s*(?P<only>[1-3]?\d)\s*日)"
)
_ORDINALS = (
    "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة الحادية_عشرة الثانية_عشرة"
    " الثالثة_عشرة الرابعة_عشرة الخامسة_عشرة السادسة_عشرة السابعة_عشرة الثامنة_عشرة التاسعة_عشرة العشرين"
)
_ORDINAL_OF = {word.replace("_", " "): number for number, word in enumerate(_ORDINALS.split(), 1)}
_NUMBER_OF = _ORDINAL_OF | {
    ten + one: 10 * tens + ones
    for ten_words, one_words in (
        (("", "x", "xx", "xxx"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")),
        (("", "十", *(digit + "十" for digit in "二三四五六七八九")), ("", *"一二三四五六七八九")),
    )
    for tens, ten in enumerate(ten_words)
    for ones, one in enumerate(one_words)
}
_ORDINAL = "|".join(sorted(_ORDINAL_OF, key=len, reverse=True)).replace(" ", r"\s+")
_LETTERED = r"(?:[ivx]{1,6}|\d{1,3})(?!\w)"
_ARTICLE = re.compile(
    rf"(?<!\w)(?:articles?|artículos?|art\.|стат(?:ья|ьи|ье|ью|ьей|ей|ьям|ьями|ьях))\s+({_LETTERED}"
    rf"(?:(?:\s*,\s*|\s+(?:and|or|to|et|ou|à|y|o|a|и|или)\s+){_LETTERED})*)"
    rf"|(?<!\w)[وفبلك]*(?:ال|ل)?(?:ماد(?:ة|تين|تان)|مواد)\s+\(?((?:{_ORDINAL}|\d{{1,3}}(?!\d))"
    rf"(?:\s+و\s*(?:{_ORDINAL}|\d{{1,3}}(?!\d)))*)"
    rf"|第\s*([一二三四五六七八九十]{{1,4}}|\d{{1,3}}|[ivx]{{1,6}})\s*条"
)
_RESOLUTION_NUMBER = r"\d{1,3}/\d{1,3}(?!\d)|\d{3,4}(?!\d)(?:\s*\((?:19|20)\d{2}\))?"
_RESOLUTION = re.compile(
    rf"(?:(?<!\w)(?:resolutions?|résolutions?|resolución|resoluciones|резолюци\w{{1,3}})"
    rf"|(?<!\w)[وفبلك]*(?:ال|ل)?قرار(?:ات|ها|ه|ي|ين)?(?!\w))(?:\s+[^\W\d]+){{0,4}}?\s+(?:№|n[°º])?\s*"
    rf"(?P<numbers>(?:{_RESOLUTION_NUMBER})(?:(?:\s*,\s*|\s+(?:and|et|y|и)\s+|\s+و\s*)(?:{_RESOLUTION_NUMBER}))*)"
    rf"|第\s*(?P<han>(?:{_RESOLUTION_NUMBER}))\s*号\s*决议"
)
_LOOSE_SYMBOL = re.compile(r"(?<![\w/])[a-z]{1,8}(?:\s?/\s?[a-z0-9.\-]+(?:(?<=[a-z]\.)\s\d+)?)+")
_SYMBOL_END = re.compile(r"(?<![\w/])(?:wp|crp|dec|inf|misc)\.\s?\d{1,3}(?!\d)(?:/rev\.\s?\d)?")
_SAME = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９（）／\u00a0\u202f", "012345678901234567890123456789()/  "
)
_MOST = 12  # phrases, and exact terms
_LONGEST = 4_000  # characters of a question that are read
_MOST_WORDS = 64
_EXACT = 2.0  # times the rarity of an exact term
_NEAR = 40  # characters between "5 June" and the date that gives its year


Weights = dict[Language, dict[str, float]]


class Exact(NamedTuple):
    """``text[start:end]`` says this term exactly."""

    start: int
    end: int
    term: str


def exact_terms(text: str) -> tuple[Exact, ...]:
    """Dates, articles, resolutions and document symbols of a text in any of the six languages.

    >>> [hit.term for hit in exact_terms("статья VI, 5 июня 2028 года")]
    ['xxd20280605', 'xxm202806', 'xxart6']
    """
    level = _level(text)
    if not any(map(str.isdigit, level)) and _ARTICLE.search(level) is None:
        return ()
    return (*_dates(level), *_articles(level), *_resolutions(level), *_symbols(level))


def _level(text: str) -> str:
    """The text in small letters with one kind of digits, brackets and spaces, every character in its place."""
    same = text.translate(_SAME)
    low = same.lower()
    return low if len(low) == len(same) else "".join(c.lower() if len(c.lower()) == 1 else c for c in same)


def _dates(text: str) -> Iterator[Exact]:
    for pattern in _DATES:
        hits = list(pattern.finditer(text))
        for at, hit in enumerate(hits):
            month = _MONTH_OF[" ".join(hit["month"].split())]
            year = hit["year"] or next(
                (later["year"] for later in hits[at + 1 :] if later["year"] and later.start() - hit.end() < _NEAR), None
            )
            if year:
                days = re.findall(r"\d+", hit["days"]) if "days" in pattern.groupindex else []
                yield from _day_terms(hit, int(year), month, [int(day) for day in days])
    since: tuple[str | None, str | None] = (None, None)
    for hit in _CHINESE.finditer(text):
        since = (hit["year"] or since[0], hit["month"] or since[1])
        if all(since) and (hit["month"] or hit["only"]):
            day = hit["day"] or hit["only"]
            yield from _day_terms(hit, int(since[0] or 0), int(since[1] or 0), [int(day)] if day else [])


def _day_terms(hit: re.Match[str], year: int, month: int, days: list[int]) -> Iterator[Exact]:
    if not 1 <= month <= 12:
        return
    for day in days:
        if 1 <= day <= 31:
            yield Exact(hit.start(), hit.end(), f"xxd{year}{month:02}{day:02}")
    yield Exact(hit.start(), hit.end(), f"xxm{year}{month:02}")


def _articles(text: str) -> Iterator[Exact]:
    for hit in _ARTICLE.finditer(text):
        numbers = next(filter(None, hit.groups()))
        for word in re.findall(rf"{_ORDINAL}|(?<!\w){_LETTERED}|[一二三四五六七八九十]+", numbers):
            if number := int(word) if word.isdigit() else _NUMBER_OF.get(" ".join(word.split())):
                yield Exact(hit.start(), hit.end(), f"xxart{number}")


def _resolutions(text: str) -> Iterator[Exact]:
    for hit in _RESOLUTION.finditer(text):
        for number in re.findall(_RESOLUTION_NUMBER, hit["numbers"] or hit["han"]):
            yield Exact(hit.start(), hit.end(), "xxres" + re.sub(r"\s*\(.*", "", number))


def _symbols(text: str) -> Iterator[Exact]:
    for hit in _LOOSE_SYMBOL.finditer(text):
        for found in find_symbols(re.sub(r"\s", "", hit.group()).upper().rstrip(".")):
            symbol = re.sub(r"[^a-z0-9./\-]", "", found.symbol.lower())
            yield Exact(hit.start(), hit.end(), f"xxs:{symbol}")
            if end := re.search(r"/((?:wp|crp|dec|inf|misc)\.\d{1,3}(?:/rev\.\d)?)$", symbol):
                yield Exact(hit.start(), hit.end(), f"xxs:{end[1]}")
    for hit in _SYMBOL_END.finditer(text):
        yield Exact(hit.start(), hit.end(), "xxs:" + re.sub(r"\s", "", hit.group()))


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of a question. ``own`` are those of the languages it may be in, each with others that stand for it;
    ``named`` are (terms of the question, what they name, by language); ``written`` are names as they stand there."""

    own: Mapping[Language, Mapping[str, tuple[str, ...]]]
    exact: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    named: tuple[tuple[tuple[str, ...], Mapping[Language, tuple[str, ...]]], ...]
    written: tuple[str, ...]

    def all_terms(self) -> set[str]:
        """Every term that is looked for."""
        own = {each for words in self.own.values() for term, also in words.items() for each in (term, *also)}
        named = {term for covered, names in self.named for each in (covered, *names.values()) for term in each}
        return own | named | {*self.exact, *self.written} | {term for phrase in self.phrases for term in phrase}

    def weigh(self, rarity: Callable[[str], float], says_nothing: Callable[[str], bool]) -> tuple[Weights, float]:
        """What each term weighs in the paragraphs of each language, and what the question weighs as a whole.

        A name in another language weighs together what the words weigh that it stands for.
        """
        weights: Weights = {each: {} for each in Language}
        wholes = [0.0]
        for language, words in self.own.items():
            kept = [term for term in words if not says_nothing(term)] or list(words)
            wholes.append(sum(map(rarity, kept)))
            for term in kept:
                for each in Language if term.startswith(SHARED) else (language,):
                    weights[each] |= dict.fromkeys((term, *words[term]), rarity(term))
        for covered, names in self.named:
            worth = sum(rarity(term) for term in set(covered) if not says_nothing(term))
            for each, called in names.items():
                share = worth / (sum(map(rarity, set(called))) or 1.0)
                for term in called:
                    weights[each].setdefault(term, share * rarity(term))
        for term in self.written:
            for each in Language:
                if each not in self.own:
                    weights[each].setdefault(term, rarity(term))
        for term in self.exact:
            for each in Language:
                weights[each][term] = _EXACT * rarity(term)
        more = sum(_EXACT * rarity(term) for term in self.exact) + sum(rarity(t) for each in self.phrases for t in each)
        return weights, (max(wholes) + more) or 1.0


def read_words(text: str, language: Language) -> Question:
    """The terms of a question. Of a long text the beginning counts."""
    text = text[:_LONGEST]
    hits = exact_terms(text)
    rest = _without(text, hits)
    own = {each: dict(asking_words(rest, each)[:_MOST_WORDS]) for each in asked_in(text, language)}
    named = {(hit.start, hit.end): (hit, each) for each in reversed(own) for hit in named_in(text, each)}.values()
    months = {"xxm" + hit.term[3:9] for hit in hits if hit.term.startswith("xxd")}
    exact = [hit.term for hit in hits if hit.term not in months]
    phrases = [tuple(words_of(phrase, asked_in(phrase, language)[0])) for phrase in quoted(text)]
    return Question(
        own=own,
        exact=tuple(dict.fromkeys(exact))[:_MOST],
        phrases=tuple(phrase for phrase in dict.fromkeys(phrases) if phrase)[:_MOST],
        named=tuple(
            (
                tuple(words_of(text[hit.start : hit.end], spoken)),
                {each: tuple(words_of(name, each)) for each, name in hit.names.items()},
            )
            for hit, spoken in named
        ),
        written=tuple(names_as_written(_without(rest, [hit for hit, _ in named]), language)),
    )


def _without(text: str, hits: Iterable[Exact | Named]) -> str:
    for hit in hits:
        text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return text
