"""Terms of the field in six languages, from ``corpus/data/terms.tsv``. Names and nouns only: the sense of a verb
depends on its sentence.

A cell holds variants separated by " | ", the preferred one first. A Chinese variant may name the English that renders
it: ``原子能机构 = IAEA``; without that it is the preferred English term.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from types import MappingProxyType

from corpus.inflection import table_stems, text_stems
from corpus.model import Language
from corpus.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field. ``names`` holds the variants of each language, the preferred one first; ``source`` is where
    the row was checked, or "unreviewed", or "specimen"."""

    key: str
    names: Mapping[Language, tuple[str, ...]]
    source: str


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term in a text: ``text[start:end]`` in code points."""

    start: int
    end: int
    key: str


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the table."""
    return tuple(
        Term(
            key=row["key"],
            names=MappingProxyType({language: tuple(n for n, _ in _variants(row[language])) for language in Language}),
            source=row["source"],
        )
        for row in _rows()
    )


def find_terms(text: str, language: Language) -> tuple[TermHit, ...]:
    """Terms named in a text of a language, in its order, longest match first, no overlap.

    Case, accents, hyphens and line wraps do not count, nor do plurals, Russian cases and what Arabic attaches to a
    word. Abbreviations match in capitals only.

    >>> find_terms("Nuclear\\ntests", Language.EN)
    (TermHit(start=0, end=13, key='nuclear-test'),)
    """
    return tuple(TermHit(hit.start, hit.end, hit.value) for hit in _phrases(language).find(text))


def chinese_terms(text: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) of the terms in a text, in its order; of two that overlap the longer one.

    >>> chinese_terms("核裁军")
    (('核裁军', 'nuclear disarmament'),)
    """
    found: dict[int, tuple[str, str]] = {}
    left = text
    for chinese, english in _renderings():
        if (start := left.find(chinese)) >= 0:
            found[start] = (chinese, english)
            left = left.replace(chinese, "\0" * len(chinese))
    return tuple(found[start] for start in sorted(found))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    source = resources.files("corpus") / "data" / "terms.tsv"
    with source.open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _variants(cell: str) -> Iterator[tuple[str, str]]:
    """(variant, its own rendering or "") of a cell."""
    for variant in cell.split(" | "):
        name, _, english = variant.partition(" = ")
        yield name, english


@cache
def _phrases(language: Language) -> Phrases:
    entries = ((name, term.key) for term in terms() for name in term.names[language])
    return Phrases(entries, partial(table_stems, language=language), partial(text_stems, language=language))


@cache
def _renderings() -> tuple[tuple[str, str], ...]:
    rows = ((row, next(_variants(row["en"]))[0]) for row in _rows())
    pairs = ((name, english or preferred) for row, preferred in rows for name, english in _variants(row["zh"]))
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
