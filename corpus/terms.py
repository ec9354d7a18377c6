"""Terms of the field, Chinese and English, from ``corpus/data/terms.tsv``. Names and nouns only: the sense of a verb
depends on its sentence."""

from __future__ import annotations

import csv
import functools
import importlib.resources


@functools.cache
def _terms() -> tuple[tuple[str, str], ...]:
    source = importlib.resources.files("corpus") / "data" / "terms.tsv"
    with source.open(encoding="utf-8") as file:
        rows = [(row["zh"], row["en"]) for row in csv.DictReader(file, delimiter="\t")]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def chinese_terms(text: str) -> tuple[tuple[str, str], ...]:
    """(Chinese, English) of the terms in a text, in its order; of two that overlap the longer one.

    >>> chinese_terms("核裁军")
    (('核裁军', 'nuclear disarmament'),)
    """
    found: dict[int, tuple[str, str]] = {}
    left = text
    for chinese, english in _terms():
        if (start := left.find(chinese)) >= 0:
            found[start] = (chinese, english)
            left = left.replace(chinese, "\0" * len(chinese))
    return tuple(found[start] for start in sorted(found))
