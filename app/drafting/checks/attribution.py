"""Whose view a sentence says it is: the State, group or Conference that is its subject. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import ClassVar

from corpus.model import Language
from corpus.names import find_names

_LATEST = {Language.ZH: 2, Language.AR: 28}  # characters before the subject's name; Arabic puts the verb first
_LATE = 6
_LATE_SOURCE = 24  # the same where what stands before it makes it the source: "in the opinion of Norway"
_REACH = {Language.ZH: 14}  # characters after the name within which it must be said that somebody says something
_FAR = 48
_ALEFS = str.maketrans("أإآ’", "ااا'")
_ATTACHED = "[وفسلب]{0,2}"
_CONFERENCE = {
    Language.EN: r"the (?:review )?conference",
    Language.FR: r"la conférence",
    Language.ES: r"la conferencia",
    Language.RU: r"конференция",
    Language.AR: r"المؤتمر",
    Language.ZH: r"审议大会|大会",
}
CONFERENCE, SOMEBODY = "conference", "somebody"
_REACH_INSIDE, _FAR_INSIDE, _VERB_BEFORE = (
    {Language.ZH: 8},
    24,
    12,
)  # characters between a name inside a text and a verb
_SOMEBODY = {
    Language.EN: r"\b(?:some|certain|several|others|many)\b(?: (?:states?(?: parties)?|countries|delegations))?",
    Language.FR: r"\b(?:certains|certaines|d['’]autres|plusieurs)\b(?: (?:états(?: parties)?|pays|délégations))?",
    Language.ES: r"\b(?:algun[oa]s|ciertos|otros|hay quienes)\b(?: (?:estados(?: partes)?|países|delegaciones))?",
    Language.RU: r"\b(?:некоторые|ряд|другие|отдельные)\b(?: (?:государства(?:-участники)?|страны|делегации))?",
    Language.AR: r"(?:بعض|البعض|دول اخرى|اخرون)(?: الدول(?: الاطراف)?| الوفود)?",
    Language.ZH: r"有人|(?:某些|一些|有些|部分|其他)(?:国家|缔约国|代表团)?",
}
_PARTIES = {
    Language.EN: r"(?:the |all )?states parties",
    Language.FR: r"(?:les|tous les) états parties",
    Language.ES: r"(?:los|todos los) estados partes?",
    Language.RU: r"(?:все )?государства-участники",
    Language.AR: r"(?:جميع )?الدول الاطراف",
    Language.ZH: r"(?:所有|各)?缔约国",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is said to say it: codes of States and groups, or all together."""

    codes: frozenset[str] = frozenset()
    conference: bool = False
    NOBODY: ClassVar[Subject]

    def fits(self, authors: Collection[str], *, adopted: bool) -> bool:
        """Whether a paragraph of these authors, or one that all adopted, is theirs to be cited for. A text without an
        author, a draft or a summary, is nobody's own."""
        if self.conference:
            return adopted
        return adopted or not authors or bool(self.codes & set(authors))


Subject.NOBODY = Subject()


def subject_of(text: str, language: Language) -> Subject:
    """The subject of a sentence of reported speech: a name at its beginning that goes with a verb of saying.

    >>> subject_of("Norway considers that it is late.", Language.EN).codes
    frozenset({'NOR'})
    """
    latest, reach = _LATEST.get(language, _LATE), _REACH.get(language, _FAR)
    level = text.lower().translate(_ALEFS)
    names = find_names(text)
    for far in (latest, max(latest, _LATE_SOURCE)):
        hits = [hit for hit in names if hit.start <= far]
        if hits and _says_so(level, hits[0].start, hits[-1].end, language, reach if far == latest else 0):
            return Subject(frozenset(hit.code for hit in hits))
    if any(hit.start <= latest for hit in names):
        return Subject.NOBODY
    for who, far in ((_CONFERENCE, reach), (_PARTIES, 1)):  # parties that are urged to act say nothing
        named = re.search(who[language], level)
        if named and named.start() <= latest and _says_so(level, *named.span(), language, far):
            return Subject(conference=True)
    return Subject.NOBODY


def speakers_in(text: str, language: Language) -> frozenset[str]:
    """All who are said to say something anywhere in a text: codes, the Conference, or somebody who is not named.

    >>> sorted(speakers_in("Norway notes that some States believe that Sweden agreed.", Language.EN))
    ['NOR', 'somebody']
    """
    level = text.lower().translate(_ALEFS)
    reach = _REACH_INSIDE.get(language, _FAR_INSIDE)
    found = {hit.code for hit in find_names(text) if _beside(level, hit.start, hit.end, language, reach)}
    for name, words in ((CONFERENCE, _CONFERENCE), (SOMEBODY, _SOMEBODY)):
        if any(_beside(level, *hit.span(), language, reach) for hit in re.finditer(words[language], level)):
            found.add(name)
    return frozenset(found)


def mentioned(text: str, language: Language) -> frozenset[str]:
    """All whom a text names, whatever they do: codes, the Conference, somebody who is not named."""
    level = text.lower().translate(_ALEFS)
    found = {hit.code for hit in find_names(text, adjectives=True)}
    found |= {
        name for name, words in ((CONFERENCE, _CONFERENCE), (SOMEBODY, _SOMEBODY)) if re.search(words[language], level)
    }
    return frozenset(found)


def _beside(text: str, start: int, end: int, language: Language, reach: int) -> bool:
    """Whether a verb of saying stands right after, in Arabic right before."""
    forms = _forms(language, "after")
    if language is Language.AR:
        return any(hit.end() >= start - _VERB_BEFORE for hit in forms.finditer(text, max(start - 20, 0), start))
    return any(hit.start() <= end + reach for hit in forms.finditer(text, end, min(len(text), end + reach + 20)))


def named_first(text: str, language: Language) -> frozenset[str]:
    """Codes of those a sentence begins with, whether or not it says that they say something.

    >>> named_first("Norway has no such ships.", Language.EN)
    frozenset({'NOR'})
    """
    latest = _LATEST.get(language, _LATE)
    return frozenset(hit.code for hit in find_names(text) if hit.start <= latest)


def _says_so(text: str, start: int, end: int, language: Language, reach: int) -> bool:
    """Whether a verb of saying follows a name within ``reach``, or what stands before it makes it the source
    ("according to"). Arabic puts the verb before the name."""
    if any(hit.start() <= end + reach for hit in _forms(language, "after").finditer(text, end) if reach):
        return True
    place = "after" if language is Language.AR else "before"
    return any(hit.end() <= start for hit in _forms(language, place).finditer(text, 0, start))


@cache
def _forms(language: Language, place: str) -> re.Pattern[str]:
    source = resources.files("corpus") / "data" / "reporting.tsv"
    with source.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["language"] == language]
    forms = [form for row in rows if row["place"] == place for form in row["forms"].lower().split(" | ")]
    words = "|".join(re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for form in forms)
    if language is Language.ZH:
        return re.compile(words)
    return re.compile(rf"(?<!\w){_ATTACHED if language is Language.AR else ''}(?:{words})(?!\w)")
