"""How much of what is expected an answer or a draft holds: points, as the nuggets of TREC QA, and States.

An answer holds a point when a sentence cites its paragraph, in whatever language, and the point's exact words stand in
the quotation or in the sentence. What an answer says in other words is not seen: the figures are a lower bound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

from evals.metrics.reading import Json, cited, claims, facts_of
from evals.model import Case, Metric, Outcome, Scorer, Scores

_TREC = "Voorhees, Overview of the TREC 2004 Question Answering Track"
_BETA: Final = 3.0
_ALLOWANCE: Final = 100  # characters without white space for each point that is held
_HAN: Final = 3  # one Han character says about as much as three letters
_MATCH: Final = {"match": "paragraph cited, and the point's words in the quotation or the sentence"}
METRICS = (
    Metric(
        "point_recall_vital",
        "The share of the vital points that are held: without them it is no good answer.",
        source=f"{_TREC}: nugget recall",
        parameters=_MATCH,
    ),
    Metric(
        "point_recall_okay",
        "The share of the other expected points that are held.",
        source=f"{_TREC}, of the nuggets that are okay",
        parameters=_MATCH,
    ),
    Metric(
        "point_f",
        "F of the recall of vital points and of a precision that falls once an answer is longer than its points allow.",
        source=f"{_TREC}: F = (beta² + 1) P R / (beta² P + R), P = 1 - (length - allowance) / length",
        parameters={"beta": _BETA, "allowance": _ALLOWANCE, "han": _HAN, **_MATCH},
    ),
    Metric(
        "states_recall",
        "The share of the expected States and groups whose papers are cited.",
        source="set recall",
    ),
    Metric(
        "states_precision",
        "The share of the States whose papers are cited that were expected.",
        source="set precision",
    ),
)


def score(case: Case, outcome: Outcome) -> Scores:
    """The scores of what the case expects; an abstention holds nothing. None: no State is cited."""
    return _points(case, outcome) | _states(case, outcome)


def names(case: Case) -> Collection[str]:
    """The metrics of a case, by what it expects."""
    vital = [point for point in case.facts.get("points", ()) if point["vital"]]
    okay = [point for point in case.facts.get("points", ()) if not point["vital"]]
    own = ["point_recall_vital", "point_f"] if vital else []
    own += ["point_recall_okay"] if okay else []
    return own + (["states_recall", "states_precision"] if case.facts.get("states") else [])


SCORER = Scorer(METRICS, score, names)


def held(case: Case, outcome: Outcome) -> dict[str, bool]:
    """Which points of the case an outcome holds, by id."""
    sentences = [(sentence, outcome["language"]) for sentence in claims(outcome)]
    return {
        point["id"]: any(_holds(point, sentence, language) for sentence, language in sentences)
        for point in case.facts.get("points", ())
    }


def _points(case: Case, outcome: Outcome) -> dict[str, float | None]:
    found = held(case, outcome)
    points = case.facts.get("points", ())
    vital = [found[point["id"]] for point in points if point["vital"]]
    okay = [found[point["id"]] for point in points if not point["vital"]]
    scores: dict[str, float | None] = {}
    if okay:
        scores["point_recall_okay"] = sum(okay) / len(okay)
    if vital:
        recall = sum(vital) / len(vital)
        precision = _precision(claims(outcome), sum(vital) + sum(okay))
        below = _BETA**2 * precision + recall
        scores["point_recall_vital"] = recall
        scores["point_f"] = (_BETA**2 + 1) * precision * recall / below if below else 0.0
    return scores


def _precision(sentences: Sequence[Json], points: int) -> float:
    length = sum(_length(sentence["text"]) for sentence in sentences)
    allowance = _ALLOWANCE * points
    return 1.0 if length <= allowance else 1 - (length - allowance) / length


def _length(text: str) -> int:
    signs = "".join(text.split())
    return len(signs) + (_HAN - 1) * sum("\u3400" <= sign <= "\u9fff" for sign in signs)


def _holds(point: Json, sentence: Json, language: str) -> bool:
    words = {code: _key(text) for code, text in point["words"].items()}
    for citation in sentence["citations"]:
        paragraph, _, version = citation["paragraph"].rpartition("@")
        if paragraph != point["paragraph"]:
            continue
        if not words:  # the case names no words: the paragraph is the point
            return True
        if version in words and words[version] in _key(citation["quote"]):
            return True
        if language in words and words[language] in _key(sentence["text"]):
            return True
    return False


def _key(text: str) -> str:
    """A text to compare with: width, case and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _states(case: Case, outcome: Outcome) -> dict[str, float | None]:
    expected = set(case.facts.get("states", ()))
    if not expected:
        return {}
    citations, facts = cited(outcome), facts_of(outcome)
    states = {code for citation in citations for code in citation["submitters"]}
    groups = {code for citation in citations for code in facts.get(citation["paragraph"], {}).get("groups", ())}
    return {
        "states_recall": len((states | groups) & expected) / len(expected),
        "states_precision": len(states & expected) / len(states) if states else None,
    }
