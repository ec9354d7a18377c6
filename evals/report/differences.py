"""A run against the committed baseline, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.compare import compared
from evals.gate import LEVEL
from evals.report.runs import Run
from evals.stats import holm

_ALIKE = ("split", "sample")  # what a run must share with its baseline besides who writes


def against(run: Run, baseline: Mapping[str, Any]) -> dict[str, Any] | None:
    """How each metric of a run differs from the baseline over the cases that the baseline scored; None where it has no
    run of this suite by the same writer.

    ``beyond_chance``: the difference is not chance at the level of 5%, over every metric of the suite together.
    ``otherwise``: what keeps the two from being compared.
    """
    kept = baseline.get(run.suite)
    if kept is None or any(kept["made_with"][name] != run.part("fingerprints").get(name) for name in ("mode", "model")):
        return None
    otherwise = [name for name in _ALIKE if kept["made_with"][name] != run.facts.get(name)]
    metrics = {} if otherwise else _metrics(run, kept)
    marks, own = kept["fingerprints"], run.part("fingerprints")
    changed = sorted(name for name in {*marks, *own} if marks.get(name) != own.get(name))
    return {"metrics": metrics, "changed": changed, "otherwise": otherwise}


def _metrics(run: Run, kept: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    asked = dict(zip(kept["cases"], kept["asked"], strict=True))
    metrics: dict[str, dict[str, Any]] = {}
    for name, scores in kept["scores"].items():
        if name in run.figures:
            found = compared(name, dict(zip(kept["cases"], scores, strict=True)), run.held, asked)
            if found is not None:
                metrics[name] = found.as_json()
    adjusted = holm([each["p"] for each in metrics.values()])
    return {
        name: {**each, "beyond_chance": p < LEVEL} for (name, each), p in zip(metrics.items(), adjusted, strict=True)
    }
