"""Somebody else's rankings, in TREC's formats, scored by the measures that ours are scored by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.quality import Unreadable
from evals.metrics.ranking import METRICS, read_qrels, read_run, score_rankings
from evals.model import Case, Outcome, Row, Scorer, Scores, Suite


def scored_suite(suite: Suite) -> Suite:
    """The suite with the measures of a ranking alone."""
    return replace(suite, scorers=(Scorer(METRICS, _unused),), tables=())


def rows_of(cases: Sequence[Case], run: Path, qrels: Path | None) -> list[Row]:
    """One row a question. One that the rankings forgot scores zero, and is listed as failed.

    Args:
        cases: what is relevant, where no ``qrels`` say it: the paragraphs that each expects, in whatever language. A
        question goes by its case's name.
        run: a ranking of ids for each question, as TREC writes them.
        qrels: what is relevant; then the questions are its own.

    Raises:
        Unreadable: a file, or a line of it, is not what it should be; or they have no question in common.
    """
    rankings = read_run(_lines(run), str(run))
    relevant: Mapping[str, Collection[str]]
    if qrels:
        relevant = read_qrels(_lines(qrels), str(qrels))
    else:
        relevant, rankings = _expected(cases), {name: paragraphs(ids) for name, ids in rankings.items()}
    if not rankings.keys() & relevant.keys():
        raise Unreadable(
            f"{run} ranks none of the questions. Name each by its case, such as {next(iter(relevant), '?')}."
        )
    known = {case.id: case for case in cases}
    scores = score_rankings(rankings, relevant)
    return [
        Row(
            known.get(name, Case(name, "", "", {})),
            scores[name],
            {"rankings": {"given": rankings.get(name, [])[:20]}},
            None if name in rankings else "the rankings do not have it",
        )
        for name in relevant
    ]


def paragraphs(ids: Iterable[str]) -> list[str]:
    """Paragraphs in whatever language: an answer shows one version, and whichever it is, it is the paragraph."""
    return list(dict.fromkeys(id_.partition("@")[0] for id_ in ids))


def _expected(cases: Sequence[Case]) -> Mapping[str, Collection[str]]:
    return {case.id: paragraphs(item["paragraph"] for item in case.facts["expected"]) for case in cases}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path} cannot be read ({error}).") from None


def _unused(case: Case, outcome: Outcome) -> Scores:
    raise AssertionError((case, outcome))  # rankings are scored all at once
