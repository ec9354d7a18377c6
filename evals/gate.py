"""The gate: a run may not fall behind the baseline, and some things may not happen once.

``baseline.json`` holds, by suite, each case's scores. A figure fails when it is worse by more than chance explains: a
paired permutation test over questions, one-sided, at five in a hundred for all figures of a suite together (Holm). A
hard rule fails with one case.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.quality import Unreadable
from evals.compare import compared
from evals.results import Held, is_number
from evals.stats import holm

BASELINE = Path(str(importlib.resources.files("evals") / "baseline.json"))
LEVEL = 0.05
_FORMAT = 1
_SAME = ("mode", "model", "split", "sample")  # what a run must share with its baseline
_NAMED = 5  # cases that a fault names
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the gate stays shut."""

    suite: str
    metric: str
    what: str

    def __str__(self) -> str:
        return f"{self.suite}: {self.metric}: {self.what}" if self.metric else f"{self.suite}: {self.what}"


def faults(runs: Sequence[Held], baseline: Mapping[str, Any], *, whole: bool) -> list[Fault]:
    """Everything that keeps the gate shut; nothing when it opens.

    Args:
        runs: what was run.
        baseline: as ``read_baseline`` gives it.
        whole: whether every suite of the baseline must have been run.
    """
    found: list[Fault] = []
    by_suite = {run.suite: run for run in runs}
    for run in runs:
        found += _hard(run)
        if run.suite in baseline:
            found += _fallen(run, baseline[run.suite])
    if whole:
        found += [Fault(name, "", "it was not run; the baseline has it") for name in baseline if name not in by_suite]
    elif not any(run.suite in baseline for run in runs):
        found.append(Fault(runs[0].suite, "", "the baseline does not have this suite; accept one with --accept"))
    return found


def read_baseline(path: Path) -> dict[str, Any]:
    """The suites of a baseline.

    Raises:
        Unreadable: it is missing, was changed by hand, or holds what is no number.
    """
    try:
        facts = json.loads(path.read_bytes(), parse_constant=_no_number)
        suites, seal, version = facts["suites"], facts["seal"], facts["format"]
    except OSError:
        raise Unreadable(f"There is no baseline {path}. Make one: rapporteur-eval gate DIR --accept") from None
    except (ValueError, KeyError, TypeError):
        raise _changed(path) from None
    if version != _FORMAT:
        raise Unreadable(f"The baseline {path} is of format {version}; this version reads {_FORMAT}. Accept a new one.")
    if seal != _seal(suites) or not isinstance(suites, dict) or not all(map(_sound, suites.values())):
        raise _changed(path)
    return dict(suites)


def write_baseline(path: Path, runs: Sequence[Held]) -> None:
    """Makes these runs the baseline; suites that were not run keep theirs, unless the old one is damaged."""
    try:
        suites = read_baseline(path)
    except Unreadable:
        suites = {}
    for run in runs:
        suites[run.suite] = _kept(run)
    suites = dict(sorted(suites.items()))
    head = json.dumps({"format": _FORMAT, "seal": _seal(suites)})[:-1]
    body = ",\n".join(f"{json.dumps(name)}: {json.dumps(suite, sort_keys=True)}" for name, suite in suites.items())
    path.write_text(f'{head}, "suites": {{\n{body}\n}}}}\n', encoding="utf-8")


def _hard(run: Held) -> list[Fault]:
    """Each hard rule that a case breaks."""
    found = []
    for name, declared in run.facts.get("declared", {}).items():
        if not declared.get("hard"):
            continue
        low, high = declared["range"]
        best = high if declared["better"] == "higher" else low
        broken = [case for case, score in run.scores.get(name, {}).items() if score is not None and score != best]
        if broken:
            more = f" and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
            what = f"it must never fail and fails in {', '.join(broken[:_NAMED])}{more}"
            found.append(Fault(run.suite, name, what))
    return found


def _fallen(run: Held, kept: Mapping[str, Any]) -> list[Fault]:
    other = [name for name in _SAME if _made_with(run)[name] != kept["made_with"][name]]
    if other:
        what = ", ".join(f"{name} {_made_with(run)[name]} for {kept['made_with'][name]}" for name in other)
        return [Fault(run.suite, "", f"it was run otherwise than the baseline ({what}); run it the same way")]
    gone = [name for name in kept["scores"] if name not in run.facts.get("declared", {})]
    if gone:
        return [Fault(run.suite, name, "the run does not have this figure; accept a new baseline") for name in gone]
    asked = dict(zip(kept["cases"], kept["asked"], strict=True))
    moved = [
        item
        for name, scores in kept["scores"].items()
        if (item := compared(name, dict(zip(kept["cases"], scores, strict=True)), run, asked)) is not None
    ]
    adjusted = holm([item.p_worse for item in moved])
    found = []
    for item, p in zip(moved, adjusted, strict=True):
        if p < LEVEL:
            difference = item.difference
            lost = f"; {len(item.lost)} of them have no score now, as {item.lost[0]}" if item.lost else ""
            what = f"it was {item.before:.4f} and is {item.after:.4f} over {difference.n} cases (p {p:.4f}){lost}"
            found.append(Fault(run.suite, item.name, what))
    return found


def _kept(run: Held) -> dict[str, Any]:
    """A run as the baseline keeps it: values in the order of ``cases``, null where a case has none."""
    cases = list(run.asked)
    return {
        "made_with": _made_with(run),
        "fingerprints": dict(run.facts.get("fingerprints", {})),
        "metrics": {name: metric["mean"] for name, metric in run.facts["metrics"].items()},
        "cases": cases,
        "asked": [run.asked[case] for case in cases],
        "scores": {name: [scores.get(case) for case in cases] for name, scores in run.scores.items()},
    }


def _made_with(run: Held) -> dict[str, Any]:
    marks = run.facts.get("fingerprints", {})
    return {
        "mode": marks.get("mode"),
        "model": marks.get("model"),
        **{n: run.facts.get(n) for n in ("split", "sample")},
    }


def _sound(suite: Mapping[str, Any]) -> bool:
    """Whether a suite of a baseline is whole: as many scores as cases, all numbers, and the means are theirs."""
    try:
        size = len(suite["cases"])
        if len(suite["asked"]) != size or set(suite["metrics"]) != set(suite["scores"]):
            return False
        if set(suite["made_with"]) != set(_SAME):
            return False
        for name, scores in suite["scores"].items():
            if len(scores) != size or not all(is_number(score) for score in scores):
                return False
            had = [score for score in scores if score is not None]
            mean = suite["metrics"][name]
            if (mean is None) == bool(had) or (had and abs(mean - sum(had) / len(had)) > _ROUNDING):
                return False
    except (KeyError, TypeError):
        return False
    return True


def _seal(suites: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(suites, sort_keys=True).encode()).hexdigest()


def _changed(path: Path) -> Unreadable:
    return Unreadable(
        f"The baseline {path} was changed by hand or is damaged. Accept one anew: rapporteur-eval gate DIR --accept"
    )


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not a number")
