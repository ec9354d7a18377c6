"""Is the right paragraph found, whatever the language of the question and of the paper?

``recall@k``, ``ndcg@10`` and ``rr`` are of the passages that an answer finds. ``own_``, ``cross_`` and ``mixed_`` are
of the bare question without its scope: against the papers in its own language, the mean over the five others, and all
six at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from corpus.model import Language
from evals.metrics.ranking import METRICS, score_rankings
from evals.model import Case, Metric, Outcome, Row, Scorer, Scores
from evals.stats import summarise
from evals.tasks import FOUND, MIXED, crosslingual
from evals.trec import paragraphs

DEPTH = 10
_OWN = ("recall@1", "ndcg@10")
_PAIR = ("recall@1", "recall@5", "ndcg@10")
_TOP = "top10"  # the mean score of the ten best, without the lift of their language: what lifts are taken from
_DECLARED = {metric.name: metric for metric in METRICS}


def _score(case: Case, outcome: Outcome) -> Scores:
    if "why" in outcome:
        return {}
    ids = {pool: [id_ for id_, _ in ranking] for pool, ranking in outcome["rankings"].items()}
    relevant = dict(outcome["relevant"])
    for shown in (ids, relevant):
        shown[FOUND] = paragraphs(shown[FOUND])
    scores = score_rankings(ids, relevant)
    found: dict[str, float | None] = dict(scores[FOUND])
    if crosslingual(case):
        own = scores[case.language]
        others = [scores[language.value] for language in Language if language.value != case.language]
        mixed = ids[MIXED][:DEPTH]
        found |= {f"own_{name}": own[name] for name in _OWN}
        found |= {f"cross_{name}": fmean(other[name] for other in others) for name in _PAIR}
        found["mixed_ndcg@10"] = scores[MIXED]["ndcg@10"]
        of_own = sum(id_.endswith(f"@{case.language}") for id_ in mixed)
        found["mixed_own_share"] = of_own / DEPTH if len(mixed) == DEPTH else None
    return found


def _names(case: Case) -> Collection[str]:
    shown = tuple(_DECLARED)
    return (*shown, *(metric.name for metric in _ACROSS)) if crosslingual(case) else shown


def pairs(rows: Sequence[Row]) -> Mapping[str, object]:
    """Each pair of languages (``question>paper``) with its summaries, and the pair whose ndcg@10 is least, with its
    distance to the mean of all pairs. Nothing when no case was asked of each language."""
    done = [row for row in rows if row.failed is None and MIXED in row.seen.get("rankings", {})]
    if not done:
        return {}
    asked = [language.value for language in Language if any(row.case.language == language for row in done)]
    table: dict[str, dict[str, dict[str, float | int | None]]] = {}
    for question in asked:
        for paper in Language:
            table[f"{question}>{paper}"] = _pair([row for row in done if row.case.language == question], paper.value)
    means = {pair: figures["ndcg@10"]["mean"] or 0.0 for pair, figures in table.items()}
    least = min(means, key=lambda pair: means[pair])
    below = round(fmean(means.values()) - means[least], 4)
    return {"pairs": table, "least_pair": {"pair": least, "ndcg@10": means[least], "below_mean": below}}


def _pair(rows: Sequence[Row], paper: str) -> dict[str, dict[str, float | int | None]]:
    scores = [_of_pool(row.seen, paper) for row in rows]
    clusters = [row.case.cluster for row in rows]
    return {name: summarise([each[name] for each in scores], clusters).as_json() for name in (*_PAIR, _TOP)}


def _of_pool(outcome: Outcome, pool: str) -> dict[str, float | None]:
    ranking = outcome["rankings"][pool]
    found = score_rankings({pool: [id_ for id_, _ in ranking]}, {pool: outcome["relevant"][pool]})[pool]
    best = [score - outcome["lifts"].get(pool, 0.0) for _, score in ranking[:DEPTH]]
    return {**{name: found[name] for name in _PAIR}, _TOP: fmean(best) if best else None}


def _across(name: str, about: str, prefix: str) -> Metric:
    metric = _DECLARED[name]
    return replace(metric, name=f"{prefix}_{name}", about=f"{metric.about} {about}")


_ACROSS = (
    *(_across(name, "Papers in the language of the question.", "own") for name in _OWN),
    *(_across(name, "The mean over papers in each of the five other languages.", "cross") for name in _PAIR),
    _across("ndcg@10", "All six languages at once; every version of the paragraph counts.", "mixed"),
    Metric(
        "mixed_own_share",
        "The share of the question's own language among the first ten of all languages; one in six is even.",
        better="lower",
        source="share of the ids of one language in the ranking",
        parameters={"depth": DEPTH},
    ),
)
SCORER = Scorer((*METRICS, *_ACROSS), _score, _names)
