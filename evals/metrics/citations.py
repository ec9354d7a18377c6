"""Citation recall and precision after ALCE, by what a judge says of each sentence and of each of its citations.

``outcome["judged"]`` has an item for each sentence that claims something, in their order; under the judge's name it
says how surely all its citations bear the sentence out (``all``), each by itself (``alone``), all others (``without``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from evals.metrics.reading import Json, claims
from evals.model import Case, Metric, Outcome, Scorer, Scores

_ALCE = "Gao, Yen, Yu and Chen, Enabling Large Language Models to Generate Text with Citations, 2023"


def scorer(judge: str, cut: float) -> Scorer:
    """The scores by one judge, which says yes from ``cut`` on.

    A sentence that the judge gave no number for, or none that is one, leaves the whole case unscored: a mean over the
    rest would hide what it could not read.
    """
    recall, precision = f"citation_recall_{judge}", f"citation_precision_{judge}"
    parameters: dict[str, float | str] = {"judge": judge, "cut": cut}
    metrics = (
        Metric(
            recall,
            "The share of claims that their citations, taken together, bear out.",
            source=f"{_ALCE}: citation recall",
            parameters=parameters,
        ),
        Metric(
            precision,
            "The share of citations that are needed: the claim is borne out, by this one alone or not without it.",
            source=f"{_ALCE}: citation precision",
            parameters=parameters,
        ),
    )

    def score(case: Case, outcome: Outcome) -> Scores:
        del case  # nothing is expected of a case
        shown, items = claims(outcome), outcome.get("judged", ())
        if not shown or len(items) != len(shown):
            return {recall: None, precision: None}
        rows = [_row(sentence, item.get(judge), cut) for sentence, item in zip(shown, items, strict=True)]
        read = [row for row in rows if row is not None]
        if len(read) < len(rows):
            return {recall: None, precision: None}
        needed = [each for _, row in read for each in row]
        return {
            recall: sum(borne for borne, _ in read) / len(read),
            precision: sum(needed) / len(needed) if needed else None,
        }

    return Scorer(metrics, score)


def scorers(cuts: Mapping[str, float]) -> tuple[Scorer, ...]:
    """A scorer for each judge, from the cut of each."""
    return tuple(scorer(judge, cut) for judge, cut in cuts.items())


def _row(sentence: Json, said: Json | None, cut: float) -> tuple[bool, list[bool]] | None:
    """Whether a sentence is borne out, and which of its citations are needed; None when that cannot be read."""
    count = len(sentence["citations"])
    if not count:
        return False, []
    if said is None or any(score is None or not math.isfinite(score) for score in _needed(said, count)):
        return None
    borne = said["all"] >= cut
    if count == 1:
        return borne, [borne]
    pairs = zip(said["alone"], said["without"], strict=True)
    return borne, [borne and (alone >= cut or without < cut) for alone, without in pairs]


def _needed(said: Json, count: int) -> Iterator[float | None]:
    """The numbers that are read; a missing one is None. With one citation ``all`` says it all."""
    yield said.get("all")
    if count > 1:
        for name in ("alone", "without"):
            scores = said.get(name) or ()
            yield from scores if len(scores) == count else (None,)
