"""Scores of rankings by ir-measures, which computes them with trec_eval, and TREC's own two file formats.

trec_eval knows no ranks: it sorts by score, ties by document number, the last first. What is ranked here has an order,
so it is given made-up scores that fall by one from place to place: no tie is left to be broken.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from corpus.quality import Unreadable
from evals.model import Metric

if TYPE_CHECKING:
    from ir_measures.measures import Measure

_TREC = "trec_eval 9, through ir-measures"
_BINARY: Final = {"gain": "binary: a paragraph answers the question or it does not"}
METRICS = (
    *(
        Metric(
            f"recall@{depth}",
            f"The share of the relevant paragraphs that stand among the first {depth}.",
            source=f"{_TREC}: recall_{depth}",
            parameters={"depth": depth, **_BINARY},
        )
        for depth in (1, 5, 10)
    ),
    Metric(
        "ndcg@10",
        "Normalised discounted cumulative gain of the first 10: what stands higher counts more.",
        source=f"Järvelin and Kekäläinen 2002; {_TREC}: ndcg_cut_10",
        parameters={"depth": 10, "discount": "log2(rank + 1)", **_BINARY},
    ),
    Metric(
        "rr",
        "One divided by the rank of the first relevant paragraph; its mean is MRR.",
        source=f"{_TREC}: recip_rank",
        parameters=_BINARY,
    ),
)
_RUN = "write: question Q0 paragraph rank score tag"
_QRELS = "write: question 0 paragraph relevance"


def score_rankings(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, dict[str, float]]:
    """The scores of many rankings at once, by question and by metric.

    Args:
        rankings: ids by question, best first, none twice. A question that is not there, or has none, scores zero.
        relevant: the ids that answer each question, at least one. Rankings of other questions are left out.

    Raises:
        ValueError: an id twice in a ranking, or a question that nothing answers.
    """
    for question, ids in relevant.items():
        if not ids:
            raise ValueError(f"{question}: nothing is relevant, so no ranking of it can be scored")
    run = {question: _scored(question, ids) for question, ids in rankings.items() if question in relevant}
    measures = _measures()
    found = {question: dict.fromkeys((metric.name for metric in METRICS), 0.0) for question in relevant}
    if run:
        import ir_measures

        qrels = {question: dict.fromkeys(ids, 1) for question, ids in relevant.items()}
        for each in ir_measures.iter_calc(list(measures), qrels, run):
            found[each.query_id][measures[each.measure]] = float(each.value)
    return found


def score_ranking(ranking: Sequence[str], relevant: Collection[str]) -> dict[str, float]:
    """The scores of one ranking, by metric. See ``score_rankings``.

    >>> score_ranking(["a", "b"], {"b"})["rr"]
    0.5
    """
    return score_rankings({"": ranking}, {"": relevant})[""]


def run_lines(rankings: Mapping[str, Sequence[str]], tag: str) -> Iterator[str]:
    """A TREC run: ``question Q0 paragraph rank score tag``, the scores made up so that they fall with the rank."""
    for question, ids in rankings.items():
        for rank, (id_, score) in enumerate(_scored(question, ids).items(), start=1):
            yield f"{_written(question)} Q0 {_written(id_)} {rank} {score:.0f} {_written(tag)}"


def qrels_lines(relevant: Mapping[str, Collection[str]]) -> Iterator[str]:
    """TREC relevance judgements: ``question 0 paragraph 1``."""
    for question, ids in relevant.items():
        yield from (f"{_written(question)} 0 {_written(id_)} 1" for id_ in sorted(ids))


def read_run(lines: Iterable[str], name: str) -> dict[str, list[str]]:
    """The rankings of a TREC run, ordered as trec_eval orders them: by score; ties by document number, the last first.

    Args:
        lines: of the file.
        name: of the file, for what is wrong with it.

    Raises:
        Unreadable: a line that is none of a run, with its number.
    """
    scores: dict[str, dict[str, float]] = {}
    for number, (question, _, id_, rank, score, _) in _rows(lines, name, 6, _RUN):
        _number(rank, int, f"{name} line {number}: the rank “{rank}” is no whole number; {_RUN}")
        held = scores.setdefault(question, {})
        if id_ in held:
            raise Unreadable(f"{name} line {number}: {id_} is ranked twice for {question}; take one of the two out")
        held[id_] = _number(score, float, f"{name} line {number}: the score “{score}” is no number; {_RUN}")
    return {
        unquote(question): [unquote(id_) for id_ in sorted(held, key=lambda id_: (held[id_], id_), reverse=True)]
        for question, held in scores.items()
    }


def read_qrels(lines: Iterable[str], name: str) -> dict[str, set[str]]:
    """The relevant ids by question from TREC relevance judgements; a relevance of 0 or less is not relevant.

    Raises:
        Unreadable: a line that is none of a judgement, with its number.
    """
    relevant: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    for number, (question, _, id_, relevance) in _rows(lines, name, 4, _QRELS):
        wrong = f"{name} line {number}: the relevance “{relevance}” is no whole number; {_QRELS}"
        grade = _number(relevance, int, wrong)
        if (question, id_) in seen:
            raise Unreadable(f"{name} line {number}: {id_} is judged twice for {question}; take one of the two out")
        seen.add((question, id_))
        if grade > 0:
            relevant.setdefault(unquote(question), set()).add(unquote(id_))
    return relevant


@functools.cache
def _measures() -> Mapping[Measure, str]:
    """The measures of ir-measures, with the names that they have here."""
    from ir_measures import RR, R, nDCG

    return {R @ 1: "recall@1", R @ 5: "recall@5", R @ 10: "recall@10", nDCG @ 10: "ndcg@10", RR: "rr"}


def _scored(question: str, ids: Sequence[str]) -> dict[str, float]:
    """Made-up scores from the number of ids down to 1. trec_eval keeps 24 bits of them: enough for 16 million ids."""
    scores = {id_: float(len(ids) - place) for place, id_ in enumerate(ids)}
    if len(scores) < len(ids):
        raise ValueError(f"{question}: an id stands twice in its ranking")
    return scores


def _rows(lines: Iterable[str], name: str, columns: int, how: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != columns:
            raise Unreadable(f"{name} line {number}: {columns} columns expected, {len(cells)} found; {how}")
        yield number, cells


def _number(cell: str, kind: type[int] | type[float], wrong: str) -> float:
    try:
        value = kind(cell)
    except ValueError:
        raise Unreadable(wrong) from None
    if not math.isfinite(value):
        raise Unreadable(wrong)
    return value


def _written(name: str) -> str:
    """A name without white space, as a column must be: a paragraph of an annex is labelled ``Annex 2``."""
    return re.sub(r"[\s%]", lambda found: quote(found[0]), name)
