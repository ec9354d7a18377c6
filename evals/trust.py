"""How far each judge of support can be trusted, measured on claims of known truth before any figure rests on it.

A judge's cut is chosen on the split "dev" and its figures are of the split "test", which nothing was tuned on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals.metrics import calibration
from evals.model import Row
from evals.stats import summarise

_SPLIT = "test"


def trust_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A judge a line, the best first; nothing when no claim was weighed.

    Args:
        rows: of the suite ``check``; each has the score of every judge.
    """
    weighed = [row for row in rows if "judges" in row.seen]
    held = [row for row in weighed if row.case.facts.get("split") == _SPLIT]
    free = [row for row in weighed if row.case.facts.get("split") != _SPLIT]
    if not (_both(held) and _both(free)):  # a set without splits: its figures flatter, and say so
        held = free = weighed
    if not _both(held):
        return []
    split = "all" if held is free else _SPLIT
    found = [_trust(name, free, held, split) for name in weighed[0].seen["judges"]]
    return sorted(found, key=lambda line: -line["auroc"])


def cuts_of(trust: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The cut of each judge by name."""
    return {line["scorer"]: line["cut"] for line in trust}


def as_text(trust: Sequence[Mapping[str, Any]]) -> str:
    """A line a judge, for people."""
    lines = []
    for line in trust:
        right = line["balanced_accuracy"]
        lines.append(
            f"judge {line['scorer']}: balanced accuracy {right['mean']} [{right['low']}, {right['high']}], "
            f"AUROC {line['auroc']}, calibration error {line['calibration_error']}, "
            f"{line['pairs']} claims of split {line['split']}"
        )
    return "\n".join(lines)


def disagreements(rows: Sequence[Row], cuts: Mapping[str, float]) -> list[dict[str, Any]]:
    """Sentences of answers and drafts of which the judges differ, those furthest apart first."""
    found = []
    for row in rows:
        for item in row.seen.get("judged", []):
            scores = {name: item[name]["all"] for name in cuts if name in item}
            verdicts = {scores[name] >= cuts[name] for name in scores}
            if len(verdicts) > 1:
                found.append({"case": row.case.id, "sentence": item["sentence"], "scores": scores})
    return sorted(found, key=lambda item: (-_apart(item["scores"]), item["case"], item["sentence"]))


def _trust(name: str, free: Sequence[Row], held: Sequence[Row], split: str) -> dict[str, Any]:
    cut = calibration.best_cut(*_scores(free, name)) or 0.0
    scores, labels = _scores(held, name)
    languages = sorted({row.case.language for row in held})
    by_language = {
        language: _balanced([row for row in held if row.case.language == language], name, cut) for language in languages
    }
    return {
        "scorer": name,
        "pairs": len(held),
        "split": split,
        "cut": cut,
        "balanced_accuracy": _balanced(held, name, cut),
        "auroc": round(calibration.auroc(scores, labels) or 0.0, 4),
        "brier": round(calibration.brier(scores, labels) or 0.0, 4),
        "calibration_error": round(calibration.calibration_error(scores, labels) or 0.0, 4),
        "calibration": calibration.reliability(scores, labels),
        "by_language": by_language,
    }


def _balanced(rows: Sequence[Row], name: str, cut: float) -> dict[str, Any]:
    """Balanced accuracy with its interval: each kind of claim weighs one half, whatever its number."""
    true = sum(bool(row.case.facts["right"]) for row in rows)
    if not 0 < true < len(rows):
        return summarise([None] * len(rows)).as_json()
    weights = {True: len(rows) / 2 / true, False: len(rows) / 2 / (len(rows) - true)}
    values = [
        weights[row.case.facts["right"]] * float((row.seen["judges"][name] >= cut) == row.case.facts["right"])
        for row in rows
    ]
    return summarise(values, [row.case.asked for row in rows]).as_json()


def _scores(rows: Sequence[Row], name: str) -> tuple[list[float], list[bool]]:
    return [row.seen["judges"][name] for row in rows], [bool(row.case.facts["right"]) for row in rows]


def _both(rows: Sequence[Row]) -> bool:
    return len({bool(row.case.facts["right"]) for row in rows}) == 2


def _apart(scores: Mapping[str, float]) -> float:
    return round(max(scores.values()) - min(scores.values()), 4)
