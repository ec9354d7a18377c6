"""Operative verbs and should, shall, may, with their strength, in six languages, from ``corpus/data/verbs.tsv``.

The table has a row for every form: what a resolution says, its plural, its past, the participle of a preamble. Strength
grows along one scale and is not to be compared between two. A form with two rows can be read in two ways (注意到 notes
and takes note); the first row is the reading. Rows under ``-`` are phrases that hold a form and no such verb ("note
verbale"), rows under ``+`` are words that may stand inside a form ("calls further upon"). Negation is not seen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus.model import Language
from corpus.name_matching import fold_name
from corpus.phrases import Phrases

_NO_VERB = "-"
_BETWEEN = "+"
_MONTH = "May"
_GAP = {
    Language.AR: 4,
    Language.RU: 4,
}  # words of a subject (تشير نورند إلى) or an object (принимает доклад к сведению)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: ``strength`` from 1, weak, upwards on its ``scale`` ("operative", "concern" or "modality")."""

    key: str
    strength: int
    scale: str


@dataclass(frozen=True, slots=True)
class VerbHit:
    """A verb in a text: ``text[start:end]`` in code points. ``also`` holds the keys of the other ways to read it."""

    start: int
    end: int
    key: str
    strength: int
    scale: str
    also: tuple[str, ...] = ()


@cache
def verbs() -> Mapping[str, Verb]:
    """All verbs by key."""
    rows = (row for row in _rows() if row["key"] not in (_NO_VERB, _BETWEEN))
    return {row["key"]: Verb(row["key"], int(row["strength"]), row["scale"]) for row in rows}


def find_verbs(text: str, language: Language) -> tuple[VerbHit, ...]:
    """The verbs of a text of a language, in its order, longest match first, no overlap.

    Case, accents and line wraps do not count, nor what Arabic attaches before a verb ("and", "so").

    >>> [(hit.key, hit.strength) for hit in find_verbs("Exhorta a los Estados partes", Language.ES)]
    [('calls-upon', 9)]
    """
    readings = _readings(language)
    hits = ((found, readings[found.value]) for found in _phrases(language).find(text))
    return tuple(
        VerbHit(found.start, found.end, verb.key, verb.strength, verb.scale, tuple(other.key for other in others))
        for found, (verb, *others) in hits
        if verb.key != _NO_VERB and text[found.start : found.end] != _MONTH
    )


@cache
def _rows() -> tuple[dict[str, str], ...]:
    source = resources.files("corpus") / "data" / "verbs.tsv"
    with source.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _forms(language: Language) -> Iterator[tuple[str, str]]:
    """(folded form, key) of the rows of a language."""
    return ((fold_name(row["form"]).lower(), row["key"]) for row in _rows() if row["language"] == language)


@cache
def _readings(language: Language) -> Mapping[str, tuple[Verb, ...]]:
    nothing = Verb(_NO_VERB, 0, "")
    table: dict[str, dict[str, Verb]] = {}
    for form, key in _forms(language):
        if key != _BETWEEN:
            table.setdefault(form, {})[key] = verbs().get(key, nothing)
    return {form: tuple(found.values()) for form, found in table.items()}


@cache
def _phrases(language: Language) -> Phrases:
    def written(word: str) -> frozenset[str]:
        return frozenset({word.lower()})

    def read(word: str) -> Mapping[str, int]:
        attached = {word[1:]: 1} if language is Language.AR and word[0] in "وف" else {}
        return attached | {word.lower(): 0}

    between = frozenset(form for form, key in _forms(language) if key == _BETWEEN)
    entries = ((form, form) for form in _readings(language))
    return Phrases(entries, written, read, between, _GAP.get(language, 0))
